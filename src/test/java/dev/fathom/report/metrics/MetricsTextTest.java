package dev.fathom.report.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.watch.ProcessReading;
import dev.fathom.model.watch.Sample;
import dev.fathom.model.watch.TargetReading;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How many series there are, whatever a program does.
final class MetricsTextTest {
  private static final int ROUNDS = 100;
  private static final long BYTES = 1000;

  private static List<String> lines(MetricsText text, List<TargetReading> targets) {
    return new String(text.write(targets, 0, MetricsFormat.TEXT), UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  private static LookFigures look(List<NamedFigure> owners) {
    NamedFigure none = new NamedFigure("", 0, 0);
    return new LookFigures(1, 0, 0, 0, Map.of(), List.of(), none, owners, none, Map.of());
  }

  /// The names of owners in a line, and what is told.
  private static List<String> owners(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("fathom_owner_bytes{")).toList();
  }

  @Test
  void ownersThatAlwaysChange() {
    MetricsText text = new MetricsText();
    Set<String> ever = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      int now = round;
      text.add(
          "app",
          look(
              IntStream.range(0, LookFigures.MOST_NAMED)
                  .mapToObj(owner -> new NamedFigure("owner_" + now + "_" + owner, 1, BYTES))
                  .toList()));
      List<String> lines = owners(lines(text, List.of()));
      assertThat(lines).hasSizeLessThanOrEqualTo(LookFigures.MOST_NAMED + 1);
      // However they are told, they add up.
      assertThat(lines.stream().mapToLong(line -> Long.parseLong(line.replaceAll(".* ", ""))).sum())
          .isEqualTo(LookFigures.MOST_NAMED * BYTES);
      lines.forEach(line -> ever.add(line.replaceAll(" \\d+$", "")));
    }
    assertThat(ever).hasSize(10 * LookFigures.MOST_NAMED + 1);
  }

  @Test
  void namesThatAreNotMeantToBeTold() {
    MetricsText text = new MetricsText();
    text.add(
        "a\"b",
        look(
            List.of(
                new NamedFigure("cache['x\\\n\u001b[31m']", 1, BYTES),
                new NamedFigure("(others)", 1, BYTES),
                new NamedFigure("x".repeat(100_000), 1, BYTES),
                new NamedFigure("x".repeat(100_001), 1, BYTES))));
    List<String> owners = owners(lines(text, List.of()));
    assertThat(owners).hasSize(3).allMatch(line -> line.length() < 300);
    assertThat(owners.getFirst())
        .startsWith("fathom_owner_bytes{target=\"a\\\"b\",owner=\"cache['x\\\\")
        .doesNotContain("\u001b");
    assertThat(owners.get(1)).endsWith(" " + 2 * BYTES);
    assertThat(owners.getLast()).endsWith("owner=\"(others)\"} " + BYTES);
  }

  @Test
  void thousandsOfProcesses() {
    int processes = 5000;
    List<ProcessReading> readings =
        IntStream.range(0, processes)
            .mapToObj(process ->
                new ProcessReading(
                    process + 1,
                    "program",
                    new Sample(0, BYTES, 0, 0, Sample.UNKNOWN, BYTES, Sample.Accounts.NONE)))
            .toList();
    List<String> lines = lines(new MetricsText(), List.of(new TargetReading("app", readings)));
    assertThat(lines).contains("fathom_target_processes{target=\"app\"} " + processes);
    assertThat(lines.stream().filter(line -> line.startsWith("fathom_process_resident_bytes{")))
        .hasSize(101)
        .last()
        .isEqualTo(
            "fathom_process_resident_bytes{target=\"app\",pid=\"(others)\",program=\"(others)\"} "
                + (processes - 100) * BYTES);
    assertThat(lines)
        .noneMatch(
            line -> line.startsWith("fathom_process_proportional_bytes{target=\"app\",pid=\"1\""));
  }
}
