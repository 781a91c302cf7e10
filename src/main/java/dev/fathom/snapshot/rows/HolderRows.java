package dev.fathom.snapshot.rows;

import dev.fathom.model.object.Holder;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// From where C memory is held, as a table; the buffers name a row.
public final class HolderRows {
  public static final String TABLE = "holders";

  private static final List<Holder.Kind> KINDS = List.of(Holder.Kind.LIBRARY, Holder.Kind.STACK);

  private HolderRows() {}

  public static TableWriter write(List<Holder> holders) {
    return new TableWriter(holders.size())
        .numbers("kind", row -> KINDS.indexOf(holders.get(row).kind()))
        .texts("name", row -> holders.get(row).name())
        .texts("symbol", row -> holders.get(row).symbol());
  }

  public static List<Holder> read(TableReader rows) throws IOException {
    Numbers kind = rows.numbers("kind");
    Texts name = rows.texts("name");
    Texts symbol = rows.texts("symbol");
    List<Holder> holders = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      holders.add(new Holder(KINDS.get(kind.next(0, KINDS.size())), name.next(), symbol.next()));
    }
    return holders;
  }
}
