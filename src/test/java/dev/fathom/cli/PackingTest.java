package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Small objects that could be one large one: what that would save, against the Rss of a process
/// that has them so, as both say it: `packing.py`. `-Dfathom.judges=all` asks all interpreters.
final class PackingTest {
  /// Arenas and heaps are taken whole, and have ends that nothing is in.
  private static final long ROUNDING = 3L << 19;

  @Test
  void whatIsSavedIsWhatProcessesMeasure() {
    boolean all = System.getProperty("fathom.judges", "").equals("all");
    for (Interpreter interpreter :
        all ? Interpreters.supported() : List.of(Interpreters.requireAny())) {
      if (!interpreter.is(2, 7)) { // which keeps its numbers for reuse
        List.of("floats", "ints", "rows").forEach(name -> assertSaved(interpreter, name));
      }
    }
  }

  private static void assertSaved(Interpreter interpreter, String name) {
    try (PythonTarget target = PythonTarget.start(interpreter, "packing.py", name);
        PythonTarget other = PythonTarget.start(interpreter, "packing.py", name, "one")) {
      assertSaved(packable(target.pid()), target, other);
    }
  }

  private static void assertSaved(
      List<Map<String, @Nullable Object>> told, PythonTarget target, PythonTarget other) {
    long saved = rss(target) - rss(other);
    assertThat(told).hasSize(1);
    assertThat((Long) told.getFirst().get("bytes")).isBetween(saved - ROUNDING, saved + ROUNDING);
  }

  /// The report says it, and a file tells the same.
  @Test
  void reportAndSnapshotTellIt(@TempDir Path folder) {
    Path file = folder.resolve("packing.fathom");
    Interpreter interpreter = Interpreters.requireAny();
    try (PythonTarget target = PythonTarget.start(interpreter, "packing.py", "texts");
        PythonTarget other = PythonTarget.start(interpreter, "packing.py", "texts", "one")) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
      List<Map<String, @Nullable Object>> told = packable(target.pid());
      assertSaved(told, target, other);
      assertThat(packable(file)).isEqualTo(told);
      assertThat(FathomRun.of("report", file).assertFine().out().replaceAll("\\s+", " "))
          .contains("300,000 str in __main__.kept (list), each an object of its own: one text")
          .contains("(`kept = '\\n'.join(kept)`) would take");
    }
  }

  private static long rss(PythonTarget target) {
    return Long.parseLong(target.announced("rss").getFirst().getFirst());
  }

  private static List<Map<String, @Nullable Object>> packable(Object target) {
    return Json.array(FathomRun.of("report", target, "--json").assertFine().json().get("findings"))
        .stream()
        .map(Json::object)
        .filter(finding -> "packable".equals(finding.get("id")))
        .toList();
  }
}
