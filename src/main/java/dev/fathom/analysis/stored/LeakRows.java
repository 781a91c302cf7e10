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
  private static final String SILENT = "leak_silent";

  private LeakRows() {}

  static void write(Leaks found, Map<String, TableWriter> tables) {
    List<Leaks.Leak> leaks = found.leaks();
    tables.put(
        TABLE,
        new TableWriter(leaks.size())
            .texts("shape", row -> leaks.get(row).shape())
            .texts("evidence", row -> leaks.get(row).evidence().id())
            .numbers("ring", row -> leaks.get(row).ring() ? 1 : 0)
            .numbers("count", row -> leaks.get(row).count())
            .numbers("objects", row -> leaks.get(row).objects())
            .numbers("bytes", row -> leaks.get(row).bytes())
            .numbers("example", row -> leaks.get(row).example()));
    tables.put(
        SILENT,
        new TableWriter(found.silent().size())
            .texts("type", row -> found.silent().get(row).type())
            .numbers("instances", row -> found.silent().get(row).instances()));
    tables.put(
        TOTALS,
        new TableWriter(1)
            .numbers("leaked", row -> found.leaked())
            .numbers("objects", row -> found.objects())
            .numbers("bytes", row -> found.bytes()));
  }

  static Leaks read(SnapshotFile file) throws IOException {
    TableReader rows = file.open(TABLE);
    Texts shape = rows.texts("shape");
    Texts evidence = rows.texts("evidence");
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
              Leaks.Evidence.of(evidence.next()),
              count.next(),
              objects.next(),
              bytes.next(),
              example.next()));
    }
    TableReader totals = file.open(TOTALS);
    return new Leaks(
        leaks,
        totals.numbers("leaked").next(),
        totals.numbers("objects").next(),
        totals.numbers("bytes").next(),
        silent(file.open(SILENT)));
  }

  private static List<Leaks.Silent> silent(TableReader rows) throws IOException {
    Texts type = rows.texts("type");
    Numbers instances = rows.numbers("instances");
    List<Leaks.Silent> silent = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      silent.add(new Leaks.Silent(type.next(), instances.next()));
    }
    return silent;
  }
}
