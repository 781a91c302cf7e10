package dev.fathom.model.memory;

import java.util.List;

/// One arena of an allocator: a set of heaps that are managed together.
///
/// @param number the allocator's own order; 0 is the main one
/// @param kind what it stands on
/// @param systemBytes what the allocator itself says that it took from the kernel, or [#NOT_SAID]
/// @param trimThreshold how large the end of a heap must be for freeing to give some of it back, or
///   [#NOT_SAID]
/// @param release what of it goes back to the kernel when the program asks for that
/// @param threads the kernel's ids of the threads that allocate from it, as far as that shows
public record Arena(
    int number,
    Kind kind,
    long systemBytes,
    long trimThreshold,
    Release release,
    List<Integer> threads) {

  /// The allocator keeps no such count, or it was not found.
  public static final long NOT_SAID = -1;

  /// The number of the chunks that have a mapping of their own.
  public static final int OF_MAPPED_CHUNKS = -1;

  /// What an arena stands on.
  public enum Kind {
    /// The brk heap, and what continues it elsewhere.
    MAIN("main"),
    /// Heaps of an arena that was made for threads.
    THREAD("thread"),
    /// Chunks that have a mapping of their own each.
    MAPPED("mapped"),
    /// Slabs, spans, groups of an allocator of another design.
    REGIONS("regions");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /// {@return its name in JSON; it does not change}
    public String id() {
      return id;
    }
  }

  /// What goes back when the program makes the allocator's release call ([ReleaseRule#call]).
  public enum Release {
    /// Whole pages inside merged free chunks, and the top of the brk heap.
    PAGES_AND_TOP,
    /// Whole pages inside merged free chunks. The tops of threads' heaps are never trimmed; that of
    /// a brk heap not where somebody else moved the break.
    PAGES,
    /// Nothing, or nothing that can be foretold.
    NOTHING
  }

  public Arena {
    threads = List.copyOf(threads);
  }

  /// An arena that says nothing of when it gives something back.
  public Arena(int number, Kind kind, long systemBytes, Release release, List<Integer> threads) {
    this(number, kind, systemBytes, NOT_SAID, release, threads);
  }
}
