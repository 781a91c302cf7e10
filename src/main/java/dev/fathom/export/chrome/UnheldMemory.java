package dev.fathom.export.chrome;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.analysis.account.Leaf;
import dev.fathom.analysis.account.PieceListener;
import dev.fathom.model.Cursor;
import java.util.EnumMap;
import java.util.Map;

/// What is in memory and belongs to no object, by account: with what the objects have in memory it
/// adds up to the target's Rss.
///
/// @param groups resident bytes; no account of which there is none
record UnheldMemory(Map<Leaf.Group, Long> groups) {
  /// Adds it up. **Cost**: that of a balance sheet.
  static UnheldMemory of(Analysis analysis) {
    Map<Leaf.Group, Long> groups = new EnumMap<>(Leaf.Group.class);
    long[] scanned = {0};
    PieceListener listener =
        (Cursor at, Leaf.Group group, long start, long end, long resident, int owner) -> {
          scanned[0] += resident;
          if (owner == Cursor.NONE) {
            groups.merge(group, resident, Long::sum);
          }
        };
    Bookkeeper.balance(analysis.findings(), (object, at, bytes, resident) -> {}, listener);
    // What the kernel counts and no page shows is a part of the sheet, and no piece.
    groups.merge(Leaf.Group.UNEXPLAINED, analysis.sheet().rss() - scanned[0], Long::sum);
    groups.values().removeIf(bytes -> bytes <= 0);
    return new UnheldMemory(groups);
  }
}
