package dev.fathom.judges;

import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.Heaps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The fields of `mallinfo2()`, from what was found.
public final class MallocCounters {
  private MallocCounters() {}

  public static Map<String, Long> of(Findings findings) {
    Map<String, Long> counters = new LinkedHashMap<>();
    Cursor at = Cursor.of(findings);
    Extents chunks = findings.chunks();
    for (String field :
        List.of(
            "arena",
            "ordblks",
            "smblks",
            "hblks",
            "hblkhd",
            "fsmblks",
            "uordblks",
            "fordblks",
            "keepcost")) {
      counters.put(field, 0L);
    }
    for (Heaps.NamedArena arena : findings.heaps().arenas()) {
      boolean mapped = arena.arena().kind() == Arena.Kind.MAPPED;
      add(counters, mapped ? "hblkhd" : "arena", arena.arena().systemBytes());
    }
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      if (chunks.state(chunk) == Extents.NOTHING) {
        continue;
      }
      long bytes = chunks.end(chunk) - chunks.start(chunk);
      int id = at.moveTo(chunks.start(chunk)).arena();
      Arena arena = findings.heaps().arenas().get(id).arena();
      switch (ChunkState.of(chunks.state(chunk))) {
        case FAST -> {
          add(counters, "smblks", 1);
          add(counters, "fsmblks", bytes);
          add(counters, "fordblks", bytes);
        }
        case UNSORTED, SMALL, LARGE, LAST_REMAINDER -> {
          add(counters, "ordblks", 1);
          add(counters, "fordblks", bytes);
        }
        case TOP -> {
          add(counters, "ordblks", 1);
          add(counters, "fordblks", bytes);
          add(counters, "keepcost", arena.kind() == Arena.Kind.MAIN ? bytes : 0);
        }
        case LIVE -> add(counters, "hblks", arena.kind() == Arena.Kind.MAPPED ? 1 : 0);
        default -> {}
      }
    }
    counters.put(
        "uordblks", counters.getOrDefault("arena", 0L) - counters.getOrDefault("fordblks", 0L));
    return counters;
  }

  private static void add(Map<String, Long> counters, String field, long more) {
    counters.merge(field, more, Long::sum);
  }
}
