package dev.fathom.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.snapshot.dataset.SimulatedFleet;
import dev.fathom.testing.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a large fleet costs, on demand: `-Dfathom.fleet=100000` makes so many looks, asks them
/// before and after they are put together, and prints what docs/fleet.md says. Nothing is asserted
/// of times.
final class FleetCostTest {
  private static final int APPS = 20;
  private static final int LOOKS_A_DAY = 10;
  private static final int DAYS = 10;
  private static final int TYPES = 200;
  private static final int WEEK = 7;

  @TempDir private Path directory;

  @Test
  void whatItCosts() throws IOException {
    int looks = Integer.getInteger("fathom.fleet", 0);
    Assumptions.assumeTrue(looks > 0, "on demand: -Dfathom.fleet=100000");
    int hosts = Math.max(1, looks / (APPS * LOOKS_A_DAY * DAYS));
    SimulatedFleet fleet = new SimulatedFleet(APPS, hosts, DAYS, LOOKS_A_DAY, TYPES);
    long start = System.nanoTime();
    fleet.in(directory);
    say(String.format(Locale.ROOT, "%,d looks made in %.0f s", fleet.looks(), seconds(start)));
    measure(fleet, "before");
    start = System.nanoTime();
    FathomRun.of("dataset", "compact", directory).assertFine();
    say(String.format(Locale.ROOT, "compacted in %.0f s", seconds(start)));
    measure(fleet, "after");
  }

  private void measure(SimulatedFleet fleet, String when) throws IOException {
    long files = 0;
    long bytes = 0;
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files++;
        bytes += Files.size(file);
      }
    }
    say(
        String.format(
            Locale.ROOT,
            "%s: %,d files, %,d bytes, %,d a look",
            when,
            files,
            bytes,
            bytes / fleet.looks()));
    String from = fleet.day(DAYS - WEEK).toString();
    String week = " where app = 'app-07' and taken >= date '" + from + "' ";
    for (String query :
        List.of(
            "select type, sum(allocated)::bigint as b from types"
                + week
                + "group by 1 order by 2 desc limit 5",
            "select host_name, max(allocated) as b from types"
                + week
                + "and type = 'app.Session' group by 1 order by 2 desc limit 5",
            "select count(*) from looks",
            "select sum(allocated)::bigint from types")) {
      for (int round = 0; round < 2; round++) {
        long start = System.nanoTime();
        FathomRun run = FathomRun.of("sql", directory, query, "--json").assertFine();
        say(String.format(Locale.ROOT, "%s: %.2f s: %s", when, seconds(start), query));
        if (query.contains("from types") && !query.contains("where")) {
          List<@Nullable Object> row = Json.array(Json.array(run.json().get("rows")).getFirst());
          assertThat(row).isEqualTo(List.of(fleet.allAllocated()));
        }
      }
    }
    long start = System.nanoTime();
    FathomRun.of("diff", directory, "--before", "1.0", "--after", "1.1", "--app", "app-07")
        .assertFine();
    say(String.format(Locale.ROOT, "%s: %.2f s: diff of an app", when, seconds(start)));
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static void say(String text) {
    System.out.println("fleet: " + text);
  }
}
