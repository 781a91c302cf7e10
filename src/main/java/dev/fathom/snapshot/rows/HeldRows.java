package dev.fathom.snapshot.rows;

import dev.fathom.model.object.HeldObjects;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import java.io.IOException;

/// The objects that are held from outside all objects, as a table; each names a row of the holders.
public final class HeldRows {
  public static final String TABLE = "held";

  private HeldRows() {}

  public static TableWriter write(HeldObjects held) {
    return new TableWriter(held.count())
        .numbers("object", held::object)
        .numbers("holder", held::holder);
  }

  public static HeldObjects read(TableReader rows, int objects, int holders) throws IOException {
    Numbers object = rows.numbers("object");
    Numbers holder = rows.numbers("holder");
    HeldObjects held = new HeldObjects();
    for (int row = 0; row < rows.rows(); row++) {
      held.add(object.next(0, objects), holder.next(0, holders));
    }
    return held;
  }
}
