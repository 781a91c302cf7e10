package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Documented;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.PythonTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// Of the kernel's Rss nearly everything has a name, whatever the process is.
final class ExplainedTest {
  private static final double ENOUGH =
      Documented.percent("docs/accuracy.md", "the tests ask that {} % of Rss have a name");

  @Test
  void aMillionPlainInstances(TestReporter reporter) {
    assertExplained(Interpreters.requireAny(), reporter, "plain.py", 1_000_000);
  }

  /// Strings of many sizes, half of them dropped.
  @Test
  void aFragmentedHeap(TestReporter reporter) {
    assertExplained(Interpreters.requireAny(), reporter, "fragment.py", 0.05);
  }

  @Test
  void aWebApplication(TestReporter reporter) {
    assertExplained(Interpreters.requireAny(), reporter, "web.py");
  }

  @Test
  void numpyArrays(TestReporter reporter) {
    assertExplained(Interpreters.requireNumpy(), reporter, "numpy_target.py");
  }

  private static void assertExplained(
      Interpreter interpreter, TestReporter reporter, String script, Object... arguments) {
    try (PythonTarget python = PythonTarget.start(interpreter, script, arguments)) {
      PrintedReport report = PrintedReport.of(python.pid());
      assertThat(report.warnings()).isEmpty();
      reporter.publishEntry(script, report.unexplained() + " unexplained of " + report.rss());
      assertThat((double) (report.rss() - report.unexplained()) / report.rss())
          .isGreaterThanOrEqualTo(ENOUGH);
    }
  }
}
