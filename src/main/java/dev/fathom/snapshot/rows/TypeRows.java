package dev.fathom.snapshot.rows;

import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.dialect.NoRuntime;
import dev.fathom.model.object.TypeTable;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.List;

/// The types as a table; a type's id is its row.
public final class TypeRows {
  public static final String TABLE = "types";

  /// The place of the instance that a type is of among the runtimes of the target.
  private static final String RUNTIME = "runtime";

  /// Whether its instances are memory that no allocator handed out; a file of before has none.
  private static final String MAPPED = "mapped";

  private TypeRows() {}

  public static TableWriter write(TypeTable types) {
    return new TableWriter(types.count())
        .numbers("id", row -> row)
        .numbers("address", row -> types.get(row).address())
        .texts("module", row -> types.get(row).module())
        .texts("name", row -> types.get(row).name())
        .numbers(RUNTIME, row -> types.get(row).runtime())
        .numbers(MAPPED, row -> types.isMapped(row) ? 1 : 0);
  }

  /// {@return the types that the rows say}
  ///
  /// @param runtimes of the target; empty where it has none
  public static TypeTable read(TableReader rows, List<Findings.RuntimeIdentity> runtimes)
      throws IOException {
    Dialect none = new NoRuntime();
    Numbers address = rows.numbers("address");
    Texts module = rows.texts("module");
    Texts name = rows.texts("name");
    // Those who wrote files before these columns knew of one runtime, and of no such memory.
    Numbers runtime =
        rows.has(RUNTIME) ? rows.numbers(RUNTIME).within(0, Math.max(1, runtimes.size())) : null;
    Numbers mapped = rows.has(MAPPED) ? rows.numbers(MAPPED) : null;
    TypeTable types = new TypeTable();
    for (int row = 0; row < rows.rows(); row++) {
      int place = runtime == null ? 0 : (int) runtime.next();
      Dialect dialect = runtimes.isEmpty() ? none : runtimes.get(place).dialect();
      TypeTable.Type type =
          new TypeTable.Type(address.next(), module.next(), name.next(), dialect, place);
      types.put(row, isSharedChunks(type) ? TypeTable.Type.ofSharedChunks() : type);
      if (mapped != null && mapped.next() != 0) {
        types.putMapped(row);
      }
    }
    return types;
  }

  /// What several objects share is in nobody's words, of which rows say nothing.
  private static boolean isSharedChunks(TypeTable.Type type) {
    TypeTable.Type shared = TypeTable.Type.ofSharedChunks();
    return type.address() == shared.address()
        && type.module().equals(shared.module())
        && type.name().equals(shared.name());
  }
}
