package dev.fathom.analysis.stored;

import dev.fathom.analysis.graph.Entries;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.snapshot.parquet.Codes;
import dev.fathom.snapshot.parquet.Labels;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// From where all objects are reached, as a table.
final class EntryRows {
  private static final String TABLE = "entries";

  private static final List<Entries.Kind> KINDS = List.of(Entries.Kind.values());
  private static final Labels LABELS = Labels.of(Entries.Kind.values(), KINDS::indexOf);

  private EntryRows() {}

  static void write(List<Entries.Entry> entries, Map<String, TableWriter> tables) {
    tables.put(
        TABLE,
        new TableWriter(entries.size())
            .numbers("object", row -> entries.get(row).object())
            .labels("kind", LABELS, row -> KINDS.indexOf(entries.get(row).kind()))
            .texts("path", row -> entries.get(row).path()));
  }

  static Entries read(SnapshotFile file) throws IOException {
    TableReader rows = file.open(TABLE);
    Numbers object = rows.numbers("object");
    Codes kind = rows.codes("kind", LABELS);
    Texts path = rows.texts("path");
    int objects = file.findings().objects().count();
    List<Entries.Entry> entries = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      entries.add(new Entries.Entry(object.next(0, objects), path.next(), KINDS.get(kind.next())));
    }
    return new Entries(entries);
  }
}
