package dev.fathom.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.snapshot.dataset.Dataset;
import dev.fathom.snapshot.dataset.SimulatedFleet;
import dev.fathom.testing.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  private static final int ROUNDS = 5;

  @TempDir private Path directory;

  @Test
  void whatItCosts() throws IOException {
    SimulatedFleet fleet = fleet("fathom.fleet");
    long start = System.nanoTime();
    fleet.in(directory);
    say(String.format(Locale.ROOT, "%,d looks made in %.0f s", fleet.looks(), seconds(start)));
    measure(fleet, "before");
    start = System.nanoTime();
    FathomRun.of("dataset", "compact", directory).assertFine();
    say(String.format(Locale.ROOT, "compacted in %.0f s", seconds(start)));
    measure(fleet, "after");
  }

  /// Only what comes of it in the end, which takes a tenth of the time to make.
  @Test
  void whatItCostsOncePutTogether() throws IOException {
    SimulatedFleet fleet = fleet("fathom.fleet.compacted");
    long start = System.nanoTime();
    fleet.mergedInto(Dataset.openOrMake(directory));
    say(String.format(Locale.ROOT, "%,d looks made in %.0f s", fleet.looks(), seconds(start)));
    measure(fleet, "compacted");
  }

  private static SimulatedFleet fleet(String property) {
    int looks = Integer.getInteger(property, 0);
    Assumptions.assumeTrue(looks > 0, "on demand: -D" + property + "=100000");
    int hosts = Math.max(1, looks / (APPS * LOOKS_A_DAY * DAYS));
    return new SimulatedFleet(APPS, hosts, DAYS, LOOKS_A_DAY, TYPES);
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
      Map<String, @Nullable Object> answer =
          timed(when + ": " + query, "sql", directory, query, "--json").json();
      if (query.contains("from types") && !query.contains("where")) {
        List<@Nullable Object> row = Json.array(Json.array(answer.get("rows")).getFirst());
        assertThat(row).isEqualTo(List.of(fleet.allAllocated()));
      }
    }
    timed(
        when + ": diff of an app",
        "diff",
        directory,
        "--before",
        "1.0",
        "--after",
        "1.1",
        "--app",
        "app-07");
  }

  /// Runs it some times, and tells the fastest: others may work on the machine as well.
  private static FathomRun timed(String what, Object... words) {
    FathomRun run = FathomRun.of(words).assertFine();
    double wall = Double.MAX_VALUE;
    double cpu = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      long used = cpuNanos();
      run = FathomRun.of(words).assertFine();
      wall = Math.min(wall, seconds(start));
      cpu = Math.min(cpu, (cpuNanos() - used) / 1e9);
    }
    say(String.format(Locale.ROOT, "%.2f s, %.2f s of processors: %s", wall, cpu, what));
    return run;
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static void say(String text) {
    System.out.println("fleet: " + text);
  }
}
