package dev.fathom.report.table.heap;

import dev.fathom.analysis.account.fragmentation.ChunkSizes;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// Chunks, live and free, by the sizes that their allocator takes together.
public final class ChunkSizesTable {
  /// As programs get it.
  public static final TableSpec<ChunkSizes> SPEC =
      new TableSpec<>(
          "sizes",
          "CHUNKS OF",
          "the chunks of an allocator of one size, or of those that it takes together",
          List.of(
              Column.text("allocator", "allocator", "whose they are", ChunkSizes::allocator),
              Column.bytes(
                  "from",
                  "from",
                  "the smallest that there is, with what the allocator puts around it",
                  ChunkSizes::from),
              Column.bytes("to", "to", "the largest", ChunkSizes::to),
              Column.count("live", "live", "how many are handed out", ChunkSizes::live),
              Column.bytes("liveBytes", "bytes live", "what these take", ChunkSizes::liveBytes),
              Column.count(
                  "free",
                  "free",
                  "how many are free, those that threads keep included",
                  ChunkSizes::free),
              Column.bytes("freeBytes", "bytes free", "what these take", ChunkSizes::freeBytes)));

  private ChunkSizesTable() {}
}
