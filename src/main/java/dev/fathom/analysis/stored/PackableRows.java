package dev.fathom.analysis.stored;

import dev.fathom.analysis.packing.Packable;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Small objects that could be one large one, as a table.
final class PackableRows {
  private static final String TABLE = "packable";

  /// No process has more.
  private static final long MOST = 1L << 56;

  private PackableRows() {}

  static void write(List<Packable> found, Map<String, TableWriter> tables) {
    tables.put(
        TABLE,
        new TableWriter(found.size())
            .texts("path", row -> found.get(row).path())
            .texts("type", row -> found.get(row).type())
            .texts("item", row -> found.get(row).item())
            .texts("what", row -> found.get(row).what())
            .texts("code", row -> found.get(row).code())
            .numbers("sequences", row -> found.get(row).sequences())
            .numbers("items", row -> found.get(row).items())
            .numbers("resident", row -> found.get(row).resident())
            .numbers("saving", row -> found.get(row).saving()));
  }

  /// {@return what a file has; empty if it is from before these were looked for}
  static Optional<List<Packable>> read(SnapshotFile file) throws IOException {
    if (!file.has(TABLE)) {
      return Optional.empty();
    }
    TableReader rows = file.open(TABLE);
    Texts path = rows.texts("path");
    Texts type = rows.texts("type");
    Texts item = rows.texts("item");
    Texts what = rows.texts("what");
    Texts code = rows.texts("code");
    Numbers sequences = rows.numbers("sequences").within(0, MOST);
    Numbers items = rows.numbers("items").within(0, MOST);
    Numbers resident = rows.numbers("resident").within(0, MOST);
    Numbers saving = rows.numbers("saving").within(0, MOST);
    List<Packable> found = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      found.add(
          new Packable(
              path.next(),
              type.next(),
              item.next(),
              what.next(),
              code.next(),
              sequences.next(),
              items.next(),
              resident.next(),
              saving.next()));
    }
    return Optional.of(found);
  }
}
