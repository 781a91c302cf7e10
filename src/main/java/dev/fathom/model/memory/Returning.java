package dev.fathom.model.memory;

import java.util.Optional;

/// How an allocator gives whole free pages back to the kernel, in its own terms: what to call, and
/// what to set so that it happens by itself. Known by the allocator's name, which a snapshot keeps.
public enum Returning {
  /// `malloc_trim(0)` says it all ([dev.fathom.model.memory.Arena.Release]).
  GLIBC("glibc", ""),
  JEMALLOC(
      "jemalloc",
      "jemalloc gives them back once dirty_decay_ms and muzzy_decay_ms have passed, in calls that"
          + " the program makes; with background_thread:true (MALLOC_CONF) also while it makes none"),
  TCMALLOC(
      "tcmalloc",
      "MallocExtension::ReleaseFreeMemory() gives them back at once, a larger"
          + " TCMALLOC_RELEASE_RATE sooner"),
  /// Before 2.1 the setting had another name (`src/options.c`).
  MIMALLOC_2_0(
      "mimalloc 2.0",
      "mi_collect(true) gives them back at once, a smaller MIMALLOC_DECOMMIT_DELAY sooner"),
  MIMALLOC(
      "mimalloc",
      "mi_collect(true) gives them back at once, a smaller MIMALLOC_PURGE_DELAY sooner"),
  /// It gives back what it can, and has no call and no setting for more.
  MUSL("musl", "");

  private final String name;
  private final String how;

  Returning(String name, String how) {
    this.name = name;
    this.how = how;
  }

  /// {@return that of the allocator of this name, with or without a version}
  public static Optional<Returning> of(String allocator) {
    for (Returning each : values()) {
      if (allocator.startsWith(each.name)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /// {@return what makes it give whole free pages back; empty where nothing does, or where
  /// [dev.fathom.model.memory.Arena.Release] foretells it}
  public String how() {
    return how;
  }
}
