package dev.fathom.snapshot;

import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.object.TypeTable;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.Optional;

/// The types as a table; a type's id is its row.
final class TypeRows {
  static final String TABLE = "types";

  /// Whether its instances are memory that no allocator handed out; a file of before has none.
  private static final String MAPPED = "mapped";

  private TypeRows() {}

  static TableWriter write(TypeTable types) {
    return new TableWriter(types.count())
        .numbers("id", row -> row)
        .numbers("address", row -> types.get(row).address())
        .texts("module", row -> types.get(row).module())
        .texts("name", row -> types.get(row).name())
        .numbers(MAPPED, row -> types.isMapped(row) ? 1 : 0);
  }

  static TypeTable read(TableReader rows, Dialect dialect) throws IOException {
    Numbers address = rows.numbers("address");
    Texts module = rows.texts("module");
    Texts name = rows.texts("name");
    Optional<Numbers> mapped =
        rows.has(MAPPED) ? Optional.of(rows.numbers(MAPPED)) : Optional.empty();
    TypeTable types = new TypeTable();
    for (int row = 0; row < rows.rows(); row++) {
      types.put(row, new TypeTable.Type(address.next(), module.next(), name.next(), dialect));
      if (mapped.isPresent() && mapped.get().next() != 0) {
        types.putMapped(row);
      }
    }
    return types;
  }
}
