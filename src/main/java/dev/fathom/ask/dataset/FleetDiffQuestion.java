package dev.fathom.ask.dataset;

import dev.fathom.ask.QuestionException;
import dev.fathom.snapshot.dataset.Dataset;
import dev.fathom.snapshot.sql.DatasetQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What grew from one release to the next, on how many hosts, and by how much?
///
/// Compared is each host with itself: those that ran both releases, by the mean over their looks at
/// each. So a host with more looks counts no more than another, and what is in some of a host's
/// looks alone counts for a part.
///
/// @param before the earlier release
/// @param after the later one
/// @param app of which app; empty for all
public record FleetDiffQuestion(Path folder, String before, String after, Optional<String> app) {
  /// So many types and owners are told.
  private static final int MOST = 1000;

  /// What is the same on all hosts is told of nowhere.
  private static final String CHANGED = "HAVING count(*) FILTER (d <> 0) > 0";

  /// In releases that there are, so many are named.
  private static final int MOST_NAMED = 10;

  /// Asks it.
  ///
  /// @throws QuestionException if no host ran both
  public FleetDiffAnswer answer() throws IOException {
    Dataset dataset = Dataset.open(folder);
    List<FleetChange> apps = changes(dataset, "'Rss'", "''", "rss", "looks", "", "");
    if (apps.isEmpty()) {
      throw QuestionException.absent(whyNot(dataset));
    }
    return new FleetDiffAnswer(
        apps,
        changes(dataset, "type", "''", "allocated", "types", "AND type <> '(others)'", CHANGED),
        changes(
            dataset,
            "owner",
            "type",
            "retained",
            "owners",
            "AND form NOT IN ('rest', 'several', 'nowhere', 'smaller')",
            CHANGED));
  }

  /// Puts the hosts side by side: `sums` has what is compared, a row for each host and name.
  private List<FleetChange> changes(
      Dataset dataset,
      String name,
      String type,
      String bytes,
      String table,
      String condition,
      String having)
      throws IOException {
    String ofApp = app.map(wanted -> "AND app = " + quoted(Dataset.appColumn(wanted))).orElse("");
    String sql =
        String.format(
            Locale.ROOT,
            """
            WITH taken_of AS (
              SELECT app, host_name, count(*) FILTER (release = %1$s) AS n_before,
                count(*) FILTER (release = %2$s) AS n_after
              FROM looks WHERE release IN (%1$s, %2$s) %3$s GROUP BY app, host_name),
            hosts AS (SELECT * FROM taken_of WHERE n_before > 0 AND n_after > 0),
            counts AS (SELECT app, count(*) AS hosts FROM hosts GROUP BY app),
            sums AS (
              SELECT app, host_name, %4$s AS name, %5$s AS type,
                coalesce(sum(%6$s) FILTER (release = %1$s), 0) AS sum_before,
                coalesce(sum(%6$s) FILTER (release = %2$s), 0) AS sum_after
              FROM %7$s WHERE release IN (%1$s, %2$s) %3$s %8$s GROUP BY app, host_name, name, type),
            figures AS (
              SELECT app, name, type, sum_before / n_before AS b, sum_after / n_after AS a, a - b AS d
              FROM sums JOIN hosts USING (app, host_name))
            SELECT app, name, type, any_value(hosts), count(*), count(*) FILTER (d > b / 100),
              count(*) FILTER (-d > b / 100), median(b), median(a),
              quantile_cont(d, 0.25), median(d), quantile_cont(d, 0.75), sum(d) AS total
            FROM figures JOIN counts USING (app) GROUP BY app, name, type %9$s
            ORDER BY abs(total) DESC, app, name, type LIMIT %10$d
            """,
            quoted(before),
            quoted(after),
            ofApp,
            name,
            type,
            bytes,
            table,
            condition,
            having,
            MOST);
    return DatasetQuery.ask(dataset, sql, false, Integer.MAX_VALUE).rows().stream()
        .map(FleetDiffQuestion::change)
        .toList();
  }

  private static FleetChange change(List<@Nullable Object> row) {
    return new FleetChange(
        String.valueOf(row.get(0)),
        String.valueOf(row.get(1)),
        String.valueOf(row.get(2)),
        number(row.get(3)),
        number(row.get(4)),
        number(row.get(5)),
        number(row.get(6)),
        number(row.get(7)),
        number(row.get(8)),
        number(row.get(9)),
        number(row.get(10)),
        number(row.get(11)),
        number(row.get(12)));
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? Math.round(number.doubleValue()) : 0;
  }

  /// A release of which there are no looks, or none on a host that has some of the other.
  private String whyNot(Dataset dataset) throws IOException {
    String ofApp =
        app.map(wanted -> " WHERE app = " + quoted(Dataset.appColumn(wanted))).orElse("");
    List<String> known =
        DatasetQuery.ask(
                dataset,
                "SELECT DISTINCT release FROM looks" + ofApp + " ORDER BY release",
                false,
                Integer.MAX_VALUE)
            .rows()
            .stream()
            .map(row -> String.valueOf(row.getFirst()))
            .toList();
    List<String> missing =
        List.of(before, after).stream().filter(release -> !known.contains(release)).toList();
    if (missing.isEmpty()) {
      return "no host has looks at both "
          + before
          + " and "
          + after
          + ": name hosts alike in both (--host)";
    }
    String there =
        known.stream()
            .filter(release -> !release.isEmpty())
            .limit(MOST_NAMED)
            .collect(Collectors.joining(", "));
    if (known.isEmpty()) {
      return app.map(wanted -> "there are no looks at an app '" + wanted + "'")
          .orElse("there are no looks in it");
    }
    return "there are no looks at release "
        + missing.getFirst()
        + app.map(wanted -> " of " + wanted).orElse("")
        + (there.isEmpty() ? "; no look has one (--release)" : "; those that there are: " + there);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
