package dev.fathom.malloc.glibc;

import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.Violations;
import dev.fathom.model.Identity;
import dev.fathom.model.memory.FreeingRule;
import dev.fathom.model.memory.ReleaseRule;
import dev.fathom.model.memory.SizeSteps;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Recognises glibc's malloc: in libc itself, also where a process has several (`dlmopen`), or in a
/// program linked statically.
public final class GlibcMalloc implements Allocator {
  private static final String NAME = "glibc";

  /// `sizeof (struct malloc_chunk)`: what stays of a free chunk (`mtrim` in `malloc/malloc.c`).
  private static final long KEPT_OF_CHUNK = 48;

  /// MINSIZE and one byte: what stays of a top chunk (`systrim` in `malloc/malloc.c`).
  private static final long KEPT_OF_TOP = 33;

  /// DEFAULT_TOP_PAD and DEFAULT_TRIM_THRESHOLD: what `free` leaves of a top. `malloc_trim` does
  /// not, but it leaves the heaps of threads alone (`heap_trim` in `malloc/arena.c`).
  private static final long TOP_PAD = 128 << 10;

  /// `TCACHE_MAX_BYTES` and `TCACHE_FILL_COUNT`; `DEFAULT_MXFAST`;
  /// `FASTBIN_CONSOLIDATION_THRESHOLD`; `DEFAULT_MMAP_THRESHOLD_MAX`.
  private static final FreeingRule FREEING =
      new FreeingRule(1040, 7, 128, 64 << 10, 32 << 20, bins());

  private static final ReleaseRule RELEASE =
      new ReleaseRule(
          "malloc_trim(0)",
          "",
          "",
          KEPT_OF_CHUNK,
          KEPT_OF_TOP,
          TOP_PAD,
          "MALLOC_TRIM_THRESHOLD_=" + TOP_PAD,
          "MALLOC_ARENA_MAX",
          FREEING);

  /// Small bins, of one size each, and `largebin_index_64`.
  private static SizeSteps bins() {
    return new SizeSteps(
        List.of(
            new SizeSteps.Step(1 << 10, 16),
            new SizeSteps.Step(49 << 6, 1 << 6),
            new SizeSteps.Step(21 << 9, 1 << 9),
            new SizeSteps.Step(11 << 12, 1 << 12),
            new SizeSteps.Step(5 << 15, 1 << 15),
            new SizeSteps.Step(3 << 18, 1 << 18)));
  }

  @Override
  public Optional<ReleaseRule> release(String name) {
    return name.startsWith(NAME) ? Optional.of(RELEASE) : Optional.empty();
  }

  @Override
  public Optional<Recognised> recognise(Target target) {
    Words words = new Words(target.memory());
    // libc first; a static program has its arenas in its own data. Where there is a
    // libc, other libraries hold none.
    List<LoadedModule> candidates = new ArrayList<>();
    for (LoadedModule module : target.modules()) {
      if (module.name().startsWith("libc.") || module.name().startsWith("libc-")) {
        candidates.add(module);
      }
    }
    if (candidates.isEmpty()) {
      candidates.addAll(target.modules());
    }
    List<Library> found = new ArrayList<>();
    for (LoadedModule module : candidates) {
      MainArena.find(target, module, words)
          .ifPresent(arena -> found.add(new Library(module, arena, LibcVersion.of(module, words))));
    }
    if (found.isEmpty() && target.identity().kind() == Identity.Kind.CORE) {
      for (MainArena arena : ArenaSearch.of(target, words)) {
        found.add(new Library(null, arena, ""));
      }
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(new Found(found));
  }

  /// A libc in the process, or the program that was linked with it.
  ///
  /// @param module null where a core does not tell which module the arena is in
  record Library(@Nullable LoadedModule module, MainArena arena, String version) {
    String name() {
      return version.isEmpty() ? NAME : NAME + " " + version;
    }
  }

  private record Found(List<Library> libraries) implements Recognised {
    @Override
    public ReleaseRule release() {
      return RELEASE;
    }

    @Override
    public String name() {
      return libraries.stream().map(Library::name).distinct().collect(Collectors.joining(" and "));
    }

    @Override
    public boolean atRest(Target target) {
      Words words = new Words(target.memory());
      return GlibcArenas.of(target, mainArenas(), words, (what, address) -> {}).states().stream()
          .noneMatch(ArenaState::busy);
    }

    @Override
    public Announcement announce(Target target, Words words, Violations violations) {
      return GlibcHeaps.of(target, libraries, words, violations);
    }

    private List<MainArena> mainArenas() {
      return libraries.stream().map(Library::arena).toList();
    }
  }
}
