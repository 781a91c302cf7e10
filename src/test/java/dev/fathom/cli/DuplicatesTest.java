package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What processes have made each for itself is found; what they share is not.
final class DuplicatesTest {
  private static final int STRINGS = 20_000;

  @Test
  void equalPagesOfTwoProgramsAndNoneThatAreShared() {
    try (NativeTarget one = NativeTarget.family(1, 8, 0);
        NativeTarget other = NativeTarget.family(1, 8, 0)) {
      // Each fills its 2,048 pages with the same.
      long separate = pages(one.pid(), other.pid());
      assertThat(separate).isBetween(2048L, 2048L + 64);
      assertThat(pages(one.pid(), one.children().getFirst())).isLessThan(64);
    }
  }

  @Test
  void stringsAndCodeThatTwoPythonsMadeAndNoneThatAForkShares() {
    Interpreter python = Interpreters.requireAny();
    try (PythonTarget one = PythonTarget.start(python, "forked.py", STRINGS);
        PythonTarget other = PythonTarget.start(python, "forked.py", STRINGS)) {
      Map<String, @Nullable Object> apart = duplicates(one.pid(), other.pid());
      assertThat(copies(apart, "str")).isGreaterThanOrEqualTo(STRINGS);
      assertThat(copies(apart, "code")).isGreaterThan(200);
      Map<String, @Nullable Object> forked = duplicates(one.pid());
      // Whatever runs after the fork writes to pages, and so makes copies of what is on them: of
      // the
      // interpreter's own strings some thousand, of those that are shared hardly one.
      assertThat(copies(forked, "str")).isLessThan(STRINGS / 2);
      assertThat(copies(forked, "code")).isLessThan(100);
    }
  }

  private static long pages(long one, long other) {
    return (Long) Objects.requireNonNull(duplicates(one, other).get("pages"));
  }

  private static long copies(Map<String, @Nullable Object> duplicates, String type) {
    return Json.array(duplicates.get("objects")).stream()
        .map(Json::object)
        .filter(each -> type.equals(each.get("type")))
        .mapToLong(each -> (Long) Objects.requireNonNull(each.get("copies")))
        .sum();
  }

  private static Map<String, @Nullable Object> duplicates(Object... pids) {
    Object[] arguments = new Object[pids.length + 3];
    arguments[0] = "workers";
    System.arraycopy(pids, 0, arguments, 1, pids.length);
    arguments[pids.length + 1] = "--duplicates";
    arguments[pids.length + 2] = "--json";
    return Json.object(FathomRun.of(arguments).assertFine().json().get("duplicates"));
  }
}
