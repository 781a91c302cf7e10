package dev.fathom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.groups.Partition;
import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Objects in groups of each kind, of a program that knows how many it made: `kinds.py`.
final class ObjectsCommandTest {
  private static final long NODES = 100;

  /// However they are divided, they are the same objects; and a file tells the same.
  @Test
  void eachWayAddsUpToAll(@TempDir Path folder) {
    Path file = folder.resolve("kinds.fathom");
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "kinds.py")) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
      Map<Partition.By, Map<String, Long>> counts = new TreeMap<>();
      Object total = null;
      for (Partition.By by : Partition.By.values()) {
        Map<String, @Nullable Object> answer = objects(file, by);
        total = total == null ? answer.get("total") : total;
        assertThat(answer.get("total")).as("%s", by).isEqualTo(total);
        counts.put(by, counts(answer));
      }
      assertThat(counts.get(Partition.By.TYPE)).containsEntry("__main__.Node", NODES);
      assertThat(counts.get(Partition.By.KIND))
          .containsEntry("__main__.Node", NODES)
          .containsEntry("dict of __main__.Node", NODES);
      assertThat(counts.get(Partition.By.VIA))
          .containsEntry(".following", NODES - 1)
          .containsEntry(".head", 1L);
      assertThat(counts(objects(target.pid(), Partition.By.KIND)))
          .isEqualTo(counts.get(Partition.By.KIND));
    }
  }

  @Test
  void whatIsNoWayIsTurnedAway() {
    FathomRun run = FathomRun.of("objects", ProcessHandle.current().pid(), "--by", "colour");
    run.assertOneLine(ExitCode.USAGE);
    assertThat(run.err()).contains("kind").contains("via").contains("object");
  }

  private static Map<String, @Nullable Object> objects(Object subject, Partition.By by) {
    return FathomRun.of("objects", subject, "--by", by.name().toLowerCase(Locale.ROOT), "--json")
        .assertFine()
        .json();
  }

  private static Map<String, Long> counts(Map<String, @Nullable Object> answer) {
    Map<String, Long> counts = new TreeMap<>();
    List<Object> rows = List.copyOf(Json.array(answer.get("rows")));
    for (Object each : rows) {
      Map<String, @Nullable Object> row = Json.object(each);
      String name = String.valueOf(row.values().iterator().next());
      counts.merge(name, row.get("count") instanceof Long count ? count : 0L, Long::sum);
    }
    return counts;
  }
}
