package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the functions of suspended greenlets have, the greenlets hold: `greenlets.py`.
final class GreenletTest {
  private static final long KIB = 1 << 10;

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void aSuspendedGreenletHoldsItsFrames(Interpreter interpreter) {
    try (PythonTarget target = PythonTarget.start(interpreter, "greenlets.py")) {
      assertThat(target.announced("task")).hasSize(10);
      for (List<String> task : target.announced("task")) {
        assertKeeps(target, task);
      }
      assertKeeps(target, target.announced("deep").getFirst());
      String owners =
          FathomRun.of("owners", target.pid(), "--top", 60).assertFine().out();
      assertThat(owners).contains("run()").doesNotContain("outer()", "inner()", "descend()");
      assertThat(FathomRun.of("leaks", target.pid(), "--json").assertFine().json())
          .containsEntry("leaked", 0L);
    }
  }

  /// @param greenlet its address, and the bytes of what its functions alone have
  private static void assertKeeps(PythonTarget target, List<String> greenlet) {
    String address = "0x" + Long.toHexString(Long.parseLong(greenlet.getFirst()));
    Map<String, @Nullable Object> place =
        Json.object(
            FathomRun.of("address", target.pid(), address, "--json")
                .assertFine()
                .json()
                .get("place"));
    Map<String, @Nullable Object> object = Json.object(place.get("object"));
    long bytes = Long.parseLong(greenlet.get(1));
    assertThat((Long) object.get("retained")).isBetween(bytes, bytes + 400 * KIB);
  }
}
