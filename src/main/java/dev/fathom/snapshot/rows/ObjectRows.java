package dev.fathom.snapshot.rows;

import dev.fathom.model.column.AddressColumn;
import dev.fathom.model.column.ByteColumn;
import dev.fathom.model.column.LongColumn;
import dev.fathom.model.column.PackedColumn;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import java.io.IOException;

/// The objects as a table; an object's id is its row.
public final class ObjectRows {
  public static final String TABLE = "objects";

  /// Where the run of an object's edges begins in the table of edges.
  static final String FIRST_EDGE = "first_edge";

  /// More types than any program has; their number sizes arrays.
  private static final int MOST_TYPES = 1 << 24;

  private static final int MOST_MARKS = 1 << 8;

  private ObjectRows() {}

  public static TableWriter write(ObjectTable objects, EdgeTable edges) {
    return new TableWriter(objects.count())
        .numbers("id", row -> row)
        .numbers("address", objects::address)
        .numbers("type", objects::type)
        .numbers("shallow", objects::shallow)
        .numbers("mark", objects::mark)
        .numbers(FIRST_EDGE, edges::first);
  }

  public static ObjectTable read(TableReader rows) throws IOException {
    AddressColumn addresses = new AddressColumn();
    PackedColumn types = new PackedColumn();
    ByteColumn marks = new ByteColumn();
    LongColumn shallows = new LongColumn();
    Together.run(
        () -> rows.numbers("address").ascending().pages(addresses::append),
        () -> rows.numbers("type").within(0, MOST_TYPES).pages(types::append),
        () -> rows.numbers("shallow").pages(shallows::append),
        () -> rows.numbers("mark").within(0, MOST_MARKS).pages(marks::append));
    return ObjectTable.of(addresses, types, marks, shallows);
  }
}
