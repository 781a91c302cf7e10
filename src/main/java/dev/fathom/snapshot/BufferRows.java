package dev.fathom.snapshot;

import dev.fathom.findings.BufferTable;
import dev.fathom.findings.Holder;
import dev.fathom.findings.LongColumn;
import dev.fathom.snapshot.parquet.DamagedTableException;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/// The buffers as a table.
final class BufferRows {
  static final String TABLE = "buffers";

  private BufferRows() {}

  static TableWriter write(BufferTable buffers) {
    return new TableWriter(buffers.count())
        .numbers("address", buffers::payload)
        .numbers("bytes", row -> buffers.end(row) - buffers.payload(row))
        .numbers("owner", buffers::owner)
        .numbers("owner_guessed", row -> buffers.ownerGuessed(row) ? 1 : 0)
        .numbers("holder", buffers::holderNumber);
  }

  static BufferTable read(TableReader rows, int objects, List<Holder> holders)
      throws IOException {
    Numbers guess = rows.numbers("owner_guessed");
    Numbers holder = rows.numbers("holder");
    BitSet guessed = new BitSet();
    int[] held = new int[rows.rows()];
    Numbers address = rows.numbers("address");
    Numbers bytes = rows.numbers("bytes");
    Numbers owner = rows.numbers("owner");
    LongColumn payloads = new LongColumn();
    LongColumn ends = new LongColumn();
    int[] owners = new int[rows.rows()];
    long last = -1;
    for (int row = 0; row < rows.rows(); row++) {
      long payload = address.next();
      long end = payload + bytes.next();
      if (payload <= last || end < payload) {
        throw new DamagedTableException("buffers are out of order");
      }
      last = payload;
      payloads.add(payload);
      ends.add(end);
      owners[row] = owner.next(BufferTable.NOBODY, objects);
      guessed.set(row, guess.next(0, 2) != 0);
      held[row] = holder.next(BufferTable.NOBODY, holders.size());
    }
    return BufferTable.of(payloads, ends, owners, guessed, held, holders);
  }
}
