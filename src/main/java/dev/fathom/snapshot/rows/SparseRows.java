package dev.fathom.snapshot.rows;

import dev.fathom.model.object.SparseTables;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import java.io.IOException;

/// The tables and buffers that are much larger than what is in them needs, as a table.
public final class SparseRows {
  public static final String TABLE = "sparse";

  /// An address space of five levels of page tables.
  private static final long MOST_BYTES = 1L << 57;

  private SparseRows() {}

  public static TableWriter write(SparseTables sparse) {
    return new TableWriter(sparse.count())
        .numbers("object", sparse::object)
        .numbers("address", sparse::address)
        .numbers("bytes", sparse::bytes)
        .numbers("entries", sparse::entries)
        .numbers("rebuilt", sparse::rebuilt);
  }

  public static SparseTables read(TableReader rows, int objects) throws IOException {
    Numbers object = rows.numbers("object");
    Numbers address = rows.numbers("address").within(0, MOST_BYTES);
    Numbers bytes = rows.numbers("bytes").within(0, MOST_BYTES);
    Numbers entries = rows.numbers("entries").within(0, MOST_BYTES);
    Numbers rebuilt = rows.numbers("rebuilt").within(0, MOST_BYTES);
    SparseTables sparse = new SparseTables();
    for (int row = 0; row < rows.rows(); row++) {
      sparse.add(
          object.next(0, objects), address.next(), bytes.next(), entries.next(), rebuilt.next());
    }
    return sparse;
  }
}
