package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the functions of suspended greenlets have, the greenlets hold: `greenlets.py`.
final class GreenletTest {
  private static final long KIB = 1 << 10;

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void aSuspendedGreenletHoldsItsFrames(Interpreter interpreter) {
    try (PythonTarget target = PythonTarget.start(interpreter, "greenlets.py")) {
      Map<Long, Long> retained = retained(target);
      assertThat(target.announced("task")).hasSize(10);
      for (List<String> task : target.announced("task")) {
        assertKeeps(retained, task);
      }
      assertKeeps(retained, target.announced("deep").getFirst());
      String owners =
          FathomRun.of("owners", target.pid(), "--nested", "--top", 60).assertFine().out();
      assertThat(owners).contains("run()").doesNotContain("outer()", "inner()", "descend()");
      assertThat(FathomRun.of("leaks", target.pid(), "--json").assertFine().json())
          .containsEntry("leaked", 0L);
    }
  }

  /// @param greenlet its address, and the bytes of what its functions alone have
  private static void assertKeeps(Map<Long, Long> retained, List<String> greenlet) {
    long bytes = Long.parseLong(greenlet.get(1));
    assertThat(retained.get(Long.parseLong(greenlet.getFirst())))
        .isBetween(bytes, bytes + 400 * KIB);
  }

  private static Map<Long, Long> retained(PythonTarget target) {
    Map<Long, Long> retained = new HashMap<>();
    Json.array(
            FathomRun.of("owners", target.pid(), "--nested", "--top", 60, "--json")
                .assertFine()
                .json()
                .get("owners"))
        .stream()
        .map(Json::object)
        .forEach(owner -> retained.put((Long) owner.get("address"), (Long) owner.get("retained")));
    return retained;
  }
}
