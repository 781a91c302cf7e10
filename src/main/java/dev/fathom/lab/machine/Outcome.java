package dev.fathom.lab.machine;

/// What became of an access.
public enum Outcome {
  HIT("in the page table", false),
  ZERO_FILLED("page fault: a frame wiped with zeros", true),
  STACK_GROWN("page fault: the stack grows", true),
  FOUND_IN_CACHE("page fault: already in the page cache", true),
  LOADED("page fault: loaded from disk", true),
  SWAPPED_IN("page fault: brought back from swap", true),
  COPIED("page fault: copied on write", true),
  MADE_WRITABLE("page fault: no other process has it any more, so it may be written", true),
  OUT_OF_MEMORY("page fault: no frame is free and none can be evicted: out of memory", true),
  SEGMENTATION_FAULT("page fault: segmentation fault", true);

  private final String words;
  private final boolean fault;

  Outcome(String words, boolean fault) {
    this.words = words;
    this.fault = fault;
  }

  public String words() {
    return words;
  }

  /// {@return whether the kernel had to be asked}
  public boolean isFault() {
    return fault;
  }

  /// {@return whether the byte was read or written in the end}
  public boolean succeeded() {
    return this != SEGMENTATION_FAULT && this != OUT_OF_MEMORY;
  }

  /// {@return whether the disk was read}
  boolean isMajor() {
    return this == LOADED || this == SWAPPED_IN;
  }
}
