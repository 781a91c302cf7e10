package dev.fathom.analysis.owners;

import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.PageRuns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whose the memory is that is in the swap area, as far as it can be told without having it swapped
/// in: what begins on a page that is in memory has a head there, and goes on over pages that are
/// not.
///
/// @param held by variables, the largest first
/// @param free given back by the program, and kept by an allocator
/// @param unknown of no owner, or of one whose head is swapped out, too
public record SwappedMemory(List<Held> held, long free, long unknown) {
  /// What one variable keeps of it.
  ///
  /// @param path the expression for the variable
  public record Held(String path, long bytes) {}

  /// **Cost**: nothing where nothing is swapped out; else that of the dominators.
  public static SwappedMemory of(Findings findings, Owners owners) {
    PageRuns pages = findings.pages();
    Map<Integer, Long> byOwner = new HashMap<>();
    long free = 0;
    long unknown = 0;
    Cursor at = Cursor.of(findings);
    for (int run = 0; run < pages.count(); run++) {
      long address = pages.swapped(run) ? pages.start(run) : pages.end(run);
      while (address < pages.end(run)) {
        at.moveTo(address);
        long end = Math.min(at.end(), pages.end(run));
        if (at.owner() != Cursor.NONE) {
          byOwner.merge(at.owner(), end - address, Long::sum);
        } else if (at.layer() == Cursor.Layer.CHUNK
            && ChunkState.of(at.chunkState()).use() == ChunkState.Use.FREE) {
          free += end - address;
        } else {
          unknown += end - address;
        }
        address = end;
      }
    }
    return new SwappedMemory(held(byOwner, owners), free, unknown);
  }

  private static List<Held> held(Map<Integer, Long> byOwner, Owners owners) {
    List<Held> held = new ArrayList<>();
    if (byOwner.isEmpty()) {
      return held;
    }
    int[] variables = owners.variables();
    Map<Integer, Long> byVariable = new HashMap<>();
    byOwner.forEach((object, bytes) -> byVariable.merge(variables[object], bytes, Long::sum));
    byVariable.entrySet().stream()
        .sorted(
            Map.Entry.<Integer, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(each -> held.add(new Held(owners.paths().path(each.getKey()), each.getValue())));
    return List.copyOf(held);
  }
}
