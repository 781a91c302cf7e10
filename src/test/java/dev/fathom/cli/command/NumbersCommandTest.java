package dev.fathom.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Each number is the kernel's, and what `ps` prints; and the three that are made up add up.
final class NumbersCommandTest {
  private static final long KIB = 1024;
  private static final long PAGE = 4096;
  private static final Path PS = Path.of("/usr/bin/ps");

  @Test
  void eachIsTheKernels() throws IOException {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      Map<String, Long> figures = figures(run(target.pid()));
      Path directory = Path.of("/proc", Long.toString(target.pid()));
      int compared = 0;
      for (String file : List.of("status", "smaps_rollup")) {
        for (String line : Files.readAllLines(directory.resolve(file))) {
          Long figure = figures.get(file + "." + line.split(":", 2)[0]);
          if (figure != null) {
            assertThat(figure / KIB + " kB").as(line).isEqualTo(line.split(":", 2)[1].strip());
            compared++;
          }
        }
      }
      assertThat(compared).as("numbers compared").isGreaterThan(30);
      String[] statm = Files.readString(directory.resolve("statm")).strip().split(" ", -1);
      assertThat(figures)
          .containsEntry("statm.size", Long.parseLong(statm[0]) * PAGE)
          .containsEntry("statm.resident", Long.parseLong(statm[1]) * PAGE)
          .containsEntry("statm.shared", Long.parseLong(statm[2]) * PAGE)
          .containsEntry("statm.text", Long.parseLong(statm[3]) * PAGE)
          .containsEntry("statm.data", Long.parseLong(statm[5]) * PAGE);
      String stat = Files.readString(directory.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1);
      // proc(5) counts from 1, and the name is its second field.
      assertThat(figures)
          .containsEntry("stat.min_flt", Long.parseLong(fields[10 - 3]))
          .containsEntry("stat.maj_flt", Long.parseLong(fields[12 - 3]))
          .containsEntry("stat.vsize", Long.parseLong(fields[23 - 3]))
          .containsEntry("stat.rss", Long.parseLong(fields[24 - 3]) * PAGE);
    }
  }

  @Test
  void psPrintsTheSame() throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(PS), "no " + PS + " on this machine");
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      Map<String, Long> figures = figures(run(target.pid()));
      Process ps =
          new ProcessBuilder(
                  PS.toString(), "-o", "vsz=,rss=,sz=,size=", Long.toString(target.pid()))
              .start();
      String[] printed =
          new String(ps.getInputStream().readAllBytes(), UTF_8).strip().split(" +", -1);
      assertThat(figures)
          .containsEntry("ps.VSZ", Long.parseLong(printed[0]) * KIB)
          .containsEntry("ps.RSS", Long.parseLong(printed[1]) * KIB)
          .containsEntry("ps.SZ", Long.parseLong(printed[2]) * PAGE)
          .containsEntry("ps.SIZE", Long.parseLong(printed[3]) * KIB);
    }
  }

  /// Nothing is left: the process sleeps, and what the kernel counts is what was found.
  @Test
  void theBridgesAddUp() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      Map<String, @Nullable Object> answer = run(target.pid());
      Map<String, Long> figures = figures(answer);
      List<@Nullable Object> bridges = Json.array(answer.get("bridges"));
      assertThat(bridges).hasSize(3);
      for (Object each : bridges) {
        Map<String, @Nullable Object> bridge = Json.object(each);
        long sum = 0;
        long last = 0;
        for (Object span : Json.array(bridge.get("spans"))) {
          last = number(Json.object(span), "bytes");
          sum += last;
        }
        String figure = String.valueOf(bridge.get("figure"));
        assertThat(sum).as(figure).isEqualTo(figures.get(figure));
        assertThat(number(bridge, "bytes")).as(figure).isEqualTo(sum);
        if (!figure.equals("status.VmRSS")) { // whose counter may be behind
          assertThat(last).as("left of %s", figure).isZero();
        }
      }
      FathomRun screen = FathomRun.of("numbers", target.pid());
      assertThat(screen.out())
          .contains("VmData is", "Python objects", "not in memory", "ru_maxrss");
    }
  }

  @Test
  void whatIsNoProcessIsSaid() {
    FathomRun.of("numbers", 999_999_999).assertOneLine(ExitCode.FAILED);
    FathomRun.of("numbers", "nonsense").assertOneLine(ExitCode.USAGE);
  }

  private static Map<String, @Nullable Object> run(long process) {
    FathomRun run = FathomRun.of("numbers", process, "--json");
    run.assertFine();
    return run.json();
  }

  private static Map<String, Long> figures(Map<String, @Nullable Object> answer) {
    Map<String, Long> figures = new HashMap<>();
    for (Object each : Json.array(answer.get("figures"))) {
      Map<String, @Nullable Object> figure = Json.object(each);
      String value = figure.containsKey("bytes") ? "bytes" : "count";
      figures.put(figure.get("source") + "." + figure.get("name"), number(figure, value));
    }
    return figures;
  }

  private static long number(Map<String, @Nullable Object> row, String figure) {
    return ((Number) Objects.requireNonNull(row.get(figure), figure)).longValue();
  }
}
