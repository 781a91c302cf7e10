package dev.fathom.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestIdentifier;
import org.opentest4j.TestAbortedException;

/// What did not run is named and counted.
final class SkippedTestsTest {
  private static TestIdentifier test(String className, String method) {
    return TestIdentifier.from(
        new AbstractTestDescriptor(
            UniqueId.forEngine("some").append("test", className + method),
            method + "()",
            MethodSource.from(className, method)) {
          @Override
          public TestDescriptor.Type getType() {
            return TestDescriptor.Type.TEST;
          }
        });
  }

  private static TestExecutionResult aborted(String reason) {
    return TestExecutionResult.aborted(new TestAbortedException(reason));
  }

  @Test
  void eachReasonIsALine() {
    SkippedTests skipped = new SkippedTests();
    String none = "Assumption failed: no Python 3.9 on this machine";
    skipped.executionFinished(test("a.OneTest", "second"), aborted(none));
    skipped.executionFinished(test("a.OneTest", "first"), aborted(none));
    skipped.executionFinished(test("a.OneTest", "first"), aborted(none));
    skipped.executionFinished(test("a.OneTest", "third"), TestExecutionResult.successful());
    skipped.executionSkipped(test("b.OtherTest", "fourth"), "disabled");
    assertThat(skipped.reasons())
        .containsExactly(
            "skipped: disabled × 1 (OtherTest.fourth)",
            "skipped: no Python 3.9 on this machine × 3 (OneTest.first, OneTest.second)");
  }

  @Test
  void anInterpreterThatIsMissingIsNamed() {
    Interpreter missing = Interpreter.missing(3, 9);
    assertThat(missing).hasToString("python3.9 missing");
    assertThat(missing.isAtLeast(3, 9)).isTrue();
    assertThat(missing.isAtLeast(3, 10)).isFalse();
    assertThatThrownBy(missing::path)
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("no Python 3.9 on this machine");
  }

  /// JUnit says nothing of a test that has no arguments.
  @Test
  void noTestMayRunForNothing() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      List<Path> sources = files.filter(each -> each.toString().endsWith("Test.java")).toList();
      assertThat(sources).hasSizeGreaterThan(100);
      for (Path source : sources) {
        assertThat(Files.readString(source))
            .as("%s", source)
            .doesNotContain("allowZero" + "Invocations");
      }
    }
  }
}
