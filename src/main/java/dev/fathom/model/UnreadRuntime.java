package dev.fathom.model;

/// A runtime in a target whose heap is not read.
///
/// @param name for programs; does not change: `v8`
/// @param title what a reader calls it: `V8`
/// @param tool what says more of its heap, as a clause: `jcmd PID GC.class_histogram lists it`
/// @param place where its heap is
public record UnreadRuntime(String name, String title, String tool, Place place) {
  /// Where a runtime has its heap.
  public enum Place {
    /// In anonymous memory of its own.
    MAPPINGS,
    /// The same, but what it does not map at the addresses that it prefers is not its heap.
    PREFERRED_ADDRESSES,
    /// In chunks of malloc, with references that cannot be followed.
    CHUNKS,
    /// In chunks of malloc, where words that lead on can be followed like any other's.
    OPEN_CHUNKS,
    /// Not found: no chunk of malloc was, where it would be.
    NOT_FOUND
  }

  /// {@return the same where no chunk of malloc was read}
  public UnreadRuntime withoutChunks() {
    return switch (place) {
      case MAPPINGS, PREFERRED_ADDRESSES, NOT_FOUND -> this;
      case CHUNKS, OPEN_CHUNKS -> new UnreadRuntime(name, title, tool, Place.NOT_FOUND);
    };
  }

  /// {@return what a reader must know, in one sentence}
  public String notice() {
    return switch (place) {
      case MAPPINGS, PREFERRED_ADDRESSES, NOT_FOUND ->
          "the heap of " + title + " is not read, so what it holds is not known; " + tool;
      case CHUNKS ->
          "the heap of "
              + title
              + " lies in chunks of malloc and is not read, so what it holds is not known; "
              + tool;
      case OPEN_CHUNKS -> "the objects of " + title + " are told as chunks of malloc; " + tool;
    };
  }

  /// {@return whether it has anonymous memory of its own, which Fathom calls its heap}
  public boolean maps() {
    return place == Place.MAPPINGS || place == Place.PREFERRED_ADDRESSES;
  }

  /// {@return whether its objects are in chunks of malloc}
  public boolean inChunks() {
    return place == Place.CHUNKS || place == Place.OPEN_CHUNKS;
  }

  /// {@return whether it may hold memory by references that nobody here sees}
  public boolean hides() {
    return place != Place.OPEN_CHUNKS;
  }
}
