package dev.fathom.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Interpreter;
import dev.fathom.testing.PythonTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// CPython's own suites, unchanged, with Fathom behind the functions that they try.
final class ForeignSuitesTest {
  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#spread")
  void sizesAreThoseThatTestSysAsksFor(Interpreter interpreter, @TempDir Path folder)
      throws Exception {
    List<String> told = run(interpreter, folder, "test.test_sys.SizeofTest");
    assertThat(told).noneMatch(line -> line.startsWith("failed"));
    // Each check of a size is a question.
    assertThat(count(told, "asked getsizeof")).isGreaterThan(60);
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#spread")
  void sizesAreThoseThatTheModulesTestsAskFor(Interpreter interpreter, @TempDir Path folder)
      throws Exception {
    List<String> told =
        run(
            interpreter,
            folder,
            "test.test_itertools.SizeofTest"
                + " test.test_deque.TestBasic.test_sizeof"
                + " test.test_struct.StructTest.test__sizeof__"
                + " test.test_memoryio.CBytesIOTest.test_sizeof"
                + " test.test_xml_etree_c.SizeofTest"
                + " test.test_ordered_dict.CPythonOrderedDictTests.test_sizeof_exact");
    assertThat(told).noneMatch(line -> line.startsWith("failed"));
    assertThat(count(told, "asked getsizeof")).isGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#spread")
  void whatIsTrackedAndReferredToIsWhatTestGcAsksFor(Interpreter interpreter, @TempDir Path folder)
      throws Exception {
    List<String> told = run(interpreter, folder, "test.test_gc.GCTests");
    assertThat(told).noneMatch(line -> line.startsWith("failed"));
    assertThat(count(told, "asked is_tracked")).isGreaterThan(20);
    assertThat(count(told, "asked get_referents")).isGreaterThan(3);
  }

  private static List<String> run(Interpreter interpreter, Path folder, String suite)
      throws Exception {
    Path told = folder.resolve("told");
    Path socket = folder.resolve("fathom");
    try (AskedFathom fathom = new AskedFathom(socket);
        PythonTarget python = PythonTarget.start(interpreter, "judged.py", socket)) {
      assertThat(fathom).isNotNull();
      python.command("run " + told + " " + suite);
      return Files.readAllLines(told);
    }
  }

  private static long count(List<String> told, String what) {
    return told.stream()
        .filter(line -> line.startsWith(what + " "))
        .mapToLong(line -> Long.parseLong(line.substring(what.length() + 1)))
        .sum();
  }
}
