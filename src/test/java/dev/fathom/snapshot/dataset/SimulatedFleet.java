package dev.fathom.snapshot.dataset;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Looks that nobody took, as many as wanted. What each of them says is arithmetic, and so is what
/// a query must answer.
///
/// In the second half of the days the second release runs: of `app.Session` every host but each
/// [#SPARED]th has [#GROWTH] more there.
///
/// @param apps how many, `app-00` on
/// @param hosts of each
/// @param days the last is yesterday
/// @param looksADay of each host
/// @param types rows of a look in the tables of types and owners
public record SimulatedFleet(int apps, int hosts, int days, int looksADay, int types) {
  public static final String BEFORE = "1.0";
  public static final String AFTER = "1.1";
  public static final long GROWTH = 41L << 20;
  public static final int SPARED = 13;

  public static String app(int app) {
    return String.format(Locale.ROOT, "app-%02d", app);
  }

  public static String host(int app, int host) {
    return String.format(Locale.ROOT, "host-%02d-%04d", app, host);
  }

  public static String type(int type) {
    return type == 0 ? "app.Session" : "app.module_" + type % 17 + ".Type" + type;
  }

  public long looks() {
    return (long) apps * hosts * days * looksADay;
  }

  public LocalDate day(int day) {
    return LocalDate.now(ZoneOffset.UTC).minusDays(days - day);
  }

  public String release(int day) {
    return 2 * day < days ? BEFORE : AFTER;
  }

  /// {@return what the objects of a type take in a look}
  public long allocated(int host, int day, int type) {
    long usual = 4096L * (1 + type) * (1 + host % 7);
    boolean grown = type == 0 && release(day).equals(AFTER) && host % SPARED != 0;
    return usual + (grown ? GROWTH : 0);
  }

  /// {@return the sum of that over all looks}
  public long allAllocated() {
    long sum = 0;
    for (int host = 0; host < hosts; host++) {
      for (int day = 0; day < days; day++) {
        for (int type = 0; type < types; type++) {
          sum += allocated(host, day, type);
        }
      }
    }
    return sum * apps * looksADay;
  }

  /// Writes them as `fathom snapshot --into` does.
  public void addTo(Dataset dataset) throws IOException {
    each((origin, rows) -> dataset.add(origin, rows));
  }

  /// Writes the same, and does not wait until each is safe on the disk.
  public void pourInto(Dataset dataset) throws IOException {
    each((origin, rows) -> {
      DatasetPartition partition =
          DatasetPartition.of(
              origin.app(), origin.host(), origin.taken().atZone(ZoneOffset.UTC).toLocalDate());
      String name = OwnFile.fresh(origin.taken(), origin.process());
      for (DatasetRows table : rows) {
        Path folder = partition.in(dataset.folder(table.table()));
        Files.createDirectories(folder);
        try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
          table.write().write().writeTo(out);
        }
      }
    });
  }

  /// Writes the same as it is after files were put together.
  public void mergedInto(Dataset dataset) throws IOException {
    for (int app = 0; app < apps; app++) {
      for (int day = 0; day < days; day++) {
        Map<DatasetTable, DatasetRows> rows = new EnumMap<>(DatasetTable.class);
        for (int host = 0; host < hosts; host++) {
          for (int look = 0; look < looksADay; look++) {
            look(
                app,
                host,
                day,
                look,
                (origin, tables) ->
                    tables.forEach(table ->
                        rows.computeIfAbsent(table.table(), DatasetRows::new).append(table)));
          }
        }
        for (DatasetRows table : rows.values()) {
          Path folder =
              DatasetPartition.of(app(app), "any", day(day))
                  .ofAllHosts()
                  .in(dataset.folder(table.table()));
          Files.createDirectories(folder);
          try (OutputStream out = Files.newOutputStream(folder.resolve(OwnFile.freshMerged()))) {
            table.write().write().writeTo(out);
          }
        }
      }
    }
  }

  private interface Sink {
    void look(Dataset.Origin origin, List<DatasetRows> rows) throws IOException;
  }

  private void each(Sink sink) throws IOException {
    for (int app = 0; app < apps; app++) {
      for (int host = 0; host < hosts; host++) {
        for (int day = 0; day < days; day++) {
          for (int look = 0; look < looksADay; look++) {
            look(app, host, day, look, sink);
          }
        }
      }
    }
  }

  private void look(int app, int host, int day, int look, Sink sink) throws IOException {
    Instant taken =
        day(day)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant()
            .plus(Duration.ofSeconds(86_000).dividedBy(looksADay).multipliedBy(look));
    int process = 1000 + host;
    Dataset.Origin origin = new Dataset.Origin(app(app), host(app, host), process, taken);
    List<Object> key =
        List.of(origin.host(), (long) process, taken.getEpochSecond() * 1_000_000, release(day));
    sink.look(origin, tables(key, app, host, day));
  }

  private List<DatasetRows> tables(List<Object> key, int app, int host, int day) {
    DatasetRows accounts = new DatasetRows(DatasetTable.ACCOUNTS);
    DatasetRows typeRows = new DatasetRows(DatasetTable.TYPES);
    DatasetRows owners = new DatasetRows(DatasetTable.OWNERS);
    DatasetRows findings = new DatasetRows(DatasetTable.FINDINGS);
    DatasetRows workers = new DatasetRows(DatasetTable.WORKERS);
    DatasetRows looks = new DatasetRows(DatasetTable.LOOKS);
    long rss = 0;
    for (int type = 0; type < types; type++) {
      long allocated = allocated(host, day, type);
      rss += allocated;
      row(typeRows, key, "cpython", type(type), allocated / 64, allocated, allocated);
      if (type % 2 == 0) {
        String path = "app.module_" + type % 17 + ".table" + type + "[*]";
        row(owners, key, path, type(type), "object", 1L, allocated / 64, allocated, allocated);
      }
    }
    for (int account = 0; account < 20; account++) {
      row(accounts, key, "account." + account, "account no. " + account, rss / 20);
    }
    row(findings, key, "resident", "note", "", 1L, rss);
    row(findings, key, "held", "note", "app.module_0.table0[*]", 1L, allocated(host, day, 0));
    row(workers, key, "self", "python3", key.get(1), rss, rss, rss, 0L);
    String program = "python3.11";
    String build = "a7516ae81afc8457cbb59039c47cb6428c978" + app;
    row(
        looks,
        key,
        app(app),
        program,
        "CPython 3.11.2",
        build,
        "0.1.0",
        0L,
        60L * day,
        rss,
        rss,
        0L,
        20_000_000L,
        rss / 64,
        0L);
    return List.of(accounts, typeRows, owners, findings, workers, looks);
  }

  private static void row(DatasetRows rows, List<Object> key, Object... own) {
    List<Object> all = new ArrayList<>(key);
    all.addAll(List.of(own));
    rows.add(all);
  }

  /// {@return a dataset with them in a folder}
  public Dataset in(Path folder) {
    try {
      Dataset dataset = Dataset.openOrMake(folder);
      pourInto(dataset);
      return dataset;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
