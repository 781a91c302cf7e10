package dev.fathom.analysis.finding;

import dev.fathom.model.Findings;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.object.SparseTables;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The tables and buffers of one object that are much larger than what is in them needs.
///
/// @param object whose they are
/// @param address where one of them begins
/// @param bytes how long that is
/// @param resident how much of all of them is in memory
/// @param entries how many are in the one that has most
/// @param spare what of them would be given back if they were built anew
public record RoomyTables(
    int object, long address, long bytes, long resident, long entries, long spare) {
  private RoomyTables plus(RoomyTables other) {
    RoomyTables larger = bytes >= other.bytes ? this : other;
    return new RoomyTables(
        object,
        larger.address,
        larger.bytes,
        resident + other.resident,
        Math.max(entries, other.entries),
        spare + other.spare);
  }

  /// {@return all objects with such tables, those that would give back most first}
  public static List<RoomyTables> of(Findings findings) {
    SparseTables tables = findings.sparse();
    PageRuns pages = findings.pages();
    Map<Integer, RoomyTables> all = new HashMap<>();
    for (int table = 0; table < tables.count(); table++) {
      long start = tables.address(table);
      long resident = pages.residentBytes(start, start + tables.bytes(table));
      long spare = resident - tables.rebuilt(table); // a new one is written to, all of it
      if (spare > 0) {
        int object = tables.object(table);
        all.merge(
            object,
            new RoomyTables(
                object, start, tables.bytes(table), resident, tables.entries(table), spare),
            RoomyTables::plus);
      }
    }
    return all.values().stream()
        .sorted(
            Comparator.comparingLong(RoomyTables::spare)
                .reversed()
                .thenComparingInt(RoomyTables::object))
        .toList();
  }
}
