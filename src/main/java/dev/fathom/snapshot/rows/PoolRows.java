package dev.fathom.snapshot.rows;

import dev.fathom.model.memory.PoolTable;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import java.io.IOException;

/// The runtime's pools as a table.
public final class PoolRows {
  public static final String TABLE = "pools";

  private PoolRows() {}

  public static TableWriter write(PoolTable pools) {
    return new TableWriter(pools.count())
        .numbers("address", pools::address)
        .numbers("block_bytes", pools::blockBytes)
        .numbers("capacity", pools::capacity)
        .numbers("live", pools::live)
        .numbers("arena", pools::arena);
  }

  public static PoolTable read(TableReader rows) throws IOException {
    Numbers address = rows.numbers("address");
    Numbers blockBytes = rows.numbers("block_bytes");
    Numbers capacity = rows.numbers("capacity");
    Numbers live = rows.numbers("live");
    // Snapshots that were written before there was one do not tell.
    Numbers arena = rows.has("arena") ? rows.numbers("arena") : null;
    PoolTable pools = new PoolTable();
    for (int row = 0; row < rows.rows(); row++) {
      pools.add(
          address.next(),
          blockBytes.next(0, Integer.MAX_VALUE),
          capacity.next(0, Integer.MAX_VALUE),
          live.next(0, Integer.MAX_VALUE),
          arena == null ? PoolTable.NO_ARENA : arena.next(PoolTable.NO_ARENA, Integer.MAX_VALUE));
    }
    return pools;
  }
}
