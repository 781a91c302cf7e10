package dev.fathom.snapshot.rows;

import dev.fathom.model.column.AddressColumn;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.Holder;
import dev.fathom.snapshot.parquet.DamagedTableException;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/// The buffers as a table.
public final class BufferRows {
  public static final String TABLE = "buffers";

  private BufferRows() {}

  public static TableWriter write(BufferTable buffers) {
    return new TableWriter(buffers.count())
        .numbers("address", buffers::payload)
        .numbers("bytes", row -> buffers.end(row) - buffers.payload(row))
        .numbers("owner", buffers::owner)
        .numbers("owner_guessed", row -> buffers.ownerGuessed(row) ? 1 : 0)
        .numbers("holder", buffers::holderNumber);
  }

  public static BufferTable read(TableReader rows, int objects, List<Holder> holders)
      throws IOException {
    AddressColumn payloads = new AddressColumn();
    AddressColumn ends = new AddressColumn();
    int[] owners = new int[rows.rows()];
    int[] held = new int[rows.rows()];
    BitSet guessed = new BitSet();
    Together.run(
        () -> places(rows, payloads, ends),
        () -> numbers(rows.numbers("owner").within(BufferTable.NOBODY, objects), owners),
        () -> numbers(rows.numbers("holder").within(BufferTable.NOBODY, holders.size()), held),
        () -> flags(rows.numbers("owner_guessed").within(0, 2), guessed));
    return BufferTable.of(payloads, ends, owners, guessed, held, holders);
  }

  private static void places(TableReader rows, AddressColumn payloads, AddressColumn ends)
      throws IOException {
    Numbers bytes = rows.numbers("bytes").within(0, Long.MAX_VALUE);
    rows.numbers("address")
        .ascending()
        .within(0, Long.MAX_VALUE)
        .pages((values, count) -> {
          payloads.append(values, count);
          for (int i = 0; i < count; i++) {
            values[i] += bytes.next();
            if (values[i] < 0) {
              throw new DamagedTableException("a buffer has no end");
            }
          }
          ends.append(values, count);
        });
  }

  private static void numbers(Numbers column, int[] into) throws IOException {
    int[] done = new int[1];
    column.pages((values, count) -> {
      for (int i = 0; i < count; i++) {
        into[done[0]++] = (int) values[i];
      }
    });
  }

  private static void flags(Numbers column, BitSet into) throws IOException {
    int[] done = new int[1];
    column.pages((values, count) -> {
      for (int i = 0; i < count; i++) {
        into.set(done[0]++, values[i] != 0);
      }
    });
  }
}
