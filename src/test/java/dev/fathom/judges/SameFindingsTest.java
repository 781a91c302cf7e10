package dev.fathom.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.ask.Manner;
import dev.fathom.cli.FathomRun;
import dev.fathom.cli.ServedFathom;
import dev.fathom.mcp.tool.Toolbox;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.Signal;
import dev.fathom.testing.SleepingTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is concluded of one process that is stopped is the same, figure for figure, wherever it is
/// told: on the screen, as JSON, by the page, to an assistant and to Prometheus.
final class SameFindingsTest {
  private static final Pattern TOLD_TO_PROMETHEUS =
      Pattern.compile("fathom_finding_bytes\\{.*finding=\"([^\"]+)\"} (\\S+)");

  /// A finding as it is told.
  private record Told(String id, long bytes, String sentence) {
    static List<Told> of(@Nullable Object findings) {
      List<Told> all = new ArrayList<>();
      for (Object each : Json.array(findings)) {
        Map<String, @Nullable Object> finding = Json.object(each);
        all.add(
            new Told(
                String.valueOf(finding.get("id")),
                (Long) Objects.requireNonNull(finding.get("bytes")),
                String.valueOf(finding.get("sentence"))));
      }
      return all;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"python", "perl", "heap in pieces"})
  void theSameIsToldEverywhere(String name) {
    try (SleepingTarget target = start(name)) {
      long pid = target.pid();
      Signal.send("STOP", pid);
      try {
        assertSame(pid);
      } finally {
        Signal.isSent("CONT", pid);
      }
    }
  }

  private static SleepingTarget start(String name) {
    return switch (name) {
      case "python" -> PythonTarget.start(Interpreters.requireAny(), "planted.py", "observers");
      case "perl" -> PerlTarget.start(Perls.requireSystem(), "planted.pl");
      default -> NativeTarget.start(CProgram.compile("pieces.c"));
    };
  }

  private static void assertSame(long pid) {
    List<Told> expected =
        Told.of(FathomRun.of("report", pid, "--json").assertAnswered().json().get("findings"));
    assertThat(expected).hasSizeGreaterThan(2);
    String screen =
        FathomRun.of("report", pid, "--width", 140).assertAnswered().out().replaceAll("\\s+", " ");
    assertThat(expected).allSatisfy(finding -> assertThat(screen).contains(finding.sentence()));
    try (ServedFathom served = ServedFathom.start(pid)) {
      assertThat(Told.of(served.ask("page").json().get("findings"))).isEqualTo(expected);
    }
    Map<String, Object> answer =
        Toolbox.of(Manner.of(Pause.of(Freeze.PTRACE)), false)
            .call("report", Map.of("process", Long.toString(pid)));
    List<Told> toAssistant = Told.of(Json.object(answer.get("structuredContent")).get("findings"));
    // After these come those of pins and leaks, which the other answers tell where they are asked.
    assertThat(toAssistant).startsWith(expected.toArray(new Told[0]));
    Map<String, Long> sums = new TreeMap<>();
    expected.forEach(finding -> sums.merge(finding.id(), finding.bytes(), Long::sum));
    assertThat(toPrometheus(pid)).isEqualTo(sums);
  }

  private static Map<String, Long> toPrometheus(long pid) {
    Map<String, Long> told = new TreeMap<>();
    Matcher series =
        TOLD_TO_PROMETHEUS.matcher(
            FathomRun.of("metrics", pid, "--once", "--look-every=1").assertFine().out());
    while (series.find()) {
      told.put(series.group(1), (long) Double.parseDouble(series.group(2)));
    }
    return told;
  }
}
