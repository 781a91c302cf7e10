package dev.fathom.report.table;

import dev.fathom.analysis.account.fragmentation.Fragmentation.SizeRange;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// Free chunks, by their size.
public final class FreeSizesTable {
  /// As programs get it.
  public static final TableSpec<SizeRange> SPEC =
      new TableSpec<>(
          "histogram",
          "FREE CHUNKS OF",
          "free chunks of a range of sizes",
          List.of(
              Column.bytes(
                  "from", "from", "the smallest; the range ends below twice that", SizeRange::from),
              Column.count("chunks", "count", "how many are free", SizeRange::chunks),
              Column.bytes("bytes", "bytes", "what they take", SizeRange::bytes)));

  private FreeSizesTable() {}
}
