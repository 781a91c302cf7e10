package dev.fathom.malloc.glibc;

import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.Violations;
import dev.fathom.model.Identity;
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
  record Library(@Nullable LoadedModule module, MainArena arena, String version) {}

  private record Found(List<Library> libraries) implements Recognised {
    @Override
    public String name() {
      return libraries.stream()
          .map(library -> library.version.isEmpty() ? "glibc" : "glibc " + library.version)
          .distinct()
          .collect(Collectors.joining(" and "));
    }

    @Override
    public boolean atRest(Target target) {
      Words words = new Words(target.memory());
      return Arenas.of(target, mainArenas(), words, (what, address) -> {}).states().stream()
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
