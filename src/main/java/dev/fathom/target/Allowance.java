package dev.fathom.target;

import dev.fathom.model.memory.PageRuns;

/// What one recogniser, or one walk, may take of a target: bytes of its memory, and words looked
/// at.
///
/// It goes with the [Memory] of the [Target] that somebody is given ([AllowedTarget]), and each
/// [Words] and [Window] over that memory spends it. So whoever follows what a hostile target made
/// up comes to an end, whether he thought of it or not. Not for more than one thread.
public final class Allowance {
  /// For memory that nobody is held to account for.
  static final Allowance BOUNDLESS = new Allowance(Long.MAX_VALUE, Long.MAX_VALUE);

  /// How many bytes are gone through in the time of a word.
  private static final long BYTES_GONE_THROUGH = 1024;

  private long bytes;
  private long words;

  public Allowance(long bytes, long words) {
    this.bytes = bytes;
    this.words = words;
  }

  /// It is spent. No bug, and nothing that a reader of memory can mend: only who gave it catches
  /// it.
  public static final class SpentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private SpentException() {
      super("an allowance was spent", null, false, false);
    }
  }

  /// {@return how many bytes may still be read; 0 once it was spent}
  public long bytesLeft() {
    return Math.max(0, bytes);
  }

  /// Takes what is resident of a range, before it is read, and something for going through the
  /// rest.
  void take(PageRuns pages, long start, long end) {
    if (this == BOUNDLESS) {
      return;
    }
    bytes -= pages.residentBytes(start, end);
    words -= (end - start) / BYTES_GONE_THROUGH;
    if (bytes < 0 || words < 0) {
      throw new SpentException();
    }
  }

  /// Takes a word, before it is looked at.
  void takeWord() {
    // Shared by all threads a boundless one counts wrong, but lasts longer than any machine.
    if (--words < 0) {
      throw new SpentException();
    }
  }

  /// Takes what is gone through in memory that was read already.
  public void takeWords(long count) {
    if (this == BOUNDLESS) {
      return;
    }
    words -= count;
    if (words < 0) {
      throw new SpentException();
    }
  }
}
