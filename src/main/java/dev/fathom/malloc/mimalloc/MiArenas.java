package dev.fathom.malloc.mimalloc;

import dev.fathom.malloc.StaticData;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Finds arenas of mimalloc 3, by the list of them that a process has among its static variables
/// (`mi_subproc_t`).
///
/// @param process address of the list's owner
/// @param layout of its arenas
record MiArenas(long process, ArenaLayout layout) {
  /// Arenas of a process.
  private static final int MOST = 160;

  /// {@return those of a target whose pages are where a layout has them}
  static Optional<MiArenas> in(Target target, Words words) {
    for (long countAt :
        ArenaLayout.ALL.stream().mapToLong(ArenaLayout::arenaCount).distinct().toArray()) {
      OptionalLong found =
          StaticData.find(target, count -> isProcess(target, count - countAt, countAt, words));
      if (found.isPresent()) {
        long process = found.getAsLong() - countAt;
        for (ArenaLayout layout : ArenaLayout.ALL) {
          MiArenas arenas = new MiArenas(process, layout);
          if (layout.arenaCount() == countAt && !arenas.pages(words).isEmpty()) {
            return Optional.of(arenas);
          }
        }
      }
    }
    return Optional.empty();
  }

  /// Whether there are arenas that lead back to it.
  private static boolean isProcess(Target target, long process, long countAt, Words words) {
    long count = words.u64(process + countAt);
    if (count <= 0 || count > MOST) {
      return false;
    }
    long first = words.u64(process + countAt + Long.BYTES);
    return first > 0
        && first % MiPage.SLICE_BYTES == 0
        && StaticData.leadsToMemory(target, first)
        && words.u64(first + MiArena.PROCESS) == process;
  }

  List<MiArena> all(Words words) {
    long count = words.u64(process + layout.arenaCount());
    List<MiArena> all = new ArrayList<>();
    for (long i = 0; i < Math.min(count, MOST); i++) {
      MiArena arena =
          MiArena.of(
              words.u64(process + layout.arenaCount() + (1 + i) * Long.BYTES), layout, words);
      if (arena != null && all.stream().noneMatch(arena::overlaps)) {
        all.add(arena);
      }
    }
    return all;
  }

  /// {@return pages of all arenas}
  List<MiPage> pages(Words words) {
    return all(words).stream().flatMap(arena -> arena.pages(words).stream()).toList();
  }
}
