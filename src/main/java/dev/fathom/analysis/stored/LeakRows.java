package dev.fathom.analysis.stored;

import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What no root reaches, as a table; another, of one row, has the totals.
final class LeakRows {
  private static final String TABLE = "leaks";
  private static final String TOTALS = "leak_totals";

  private LeakRows() {}

  static void write(Leaks found, Map<String, TableWriter> tables) {
    List<Leaks.Leak> leaks = found.leaks();
    tables.put(
        TABLE,
        new TableWriter(leaks.size())
            .texts("shape", row -> leaks.get(row).shape())
            .numbers("ring", row -> leaks.get(row).ring() ? 1 : 0)
            .numbers("count", row -> leaks.get(row).count())
            .numbers("objects", row -> leaks.get(row).objects())
            .numbers("bytes", row -> leaks.get(row).bytes())
            .numbers("example", row -> leaks.get(row).example()));
    tables.put(
        TOTALS,
        new TableWriter(1)
            .numbers("leaked", row -> found.leaked())
            .numbers("objects", row -> found.objects()));
  }

  static Leaks read(SnapshotFile file) throws IOException {
    TableReader rows = file.open(TABLE);
    Texts shape = rows.texts("shape");
    Numbers ring = rows.numbers("ring");
    Numbers count = rows.numbers("count");
    Numbers objects = rows.numbers("objects");
    Numbers bytes = rows.numbers("bytes");
    Numbers example = rows.numbers("example");
    List<Leaks.Leak> leaks = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      leaks.add(
          new Leaks.Leak(
              shape.next(),
              ring.next() != 0,
              count.next(),
              objects.next(),
              bytes.next(),
              example.next()));
    }
    TableReader totals = file.open(TOTALS);
    return new Leaks(leaks, totals.numbers("leaked").next(), totals.numbers("objects").next());
  }
}
