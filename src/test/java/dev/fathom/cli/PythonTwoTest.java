package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Interpreters;
import dev.fathom.testing.ObjectTruth;
import dev.fathom.testing.PythonTarget;
import org.junit.jupiter.api.Test;

/// What only 2.7 has.
final class PythonTwoTest {
  @Test
  void classesOfTheOldStyleAreToldApart() {
    try (PythonTarget python = PythonTarget.start(Interpreters.require(2, 7), "old_style.py")) {
      PrintedReport report = PrintedReport.of(python.pid());
      assertThat(report.warnings()).isEmpty();
      assertThat(report.count("__main__.Old")).isEqualTo(700);
      assertThat(report.count("__main__.Other")).isEqualTo(30);
      assertThat(report.count("__main__.Tagged")).isEqualTo(40);
      assertThat(FathomRun.of("path", python.pid(), "__main__.Old").assertFine().out())
          .contains("__main__.olds[*]");
    }
  }

  /// Ints and floats stand in blocks of their own; the free ones among them are none.
  @Test
  void numbersInBlocksAreCounted() {
    try (PythonTarget python = PythonTarget.start(Interpreters.require(2, 7), "old_style.py")) {
      ObjectTruth truth = python.truth();
      PrintedReport report = PrintedReport.of(python.pid());
      // What nothing of Python's leads to is more: constants of code, caches of C.
      assertThat(report.count("int")).isBetween(15_000L, truth.count("int") + 300);
      assertThat(report.count("float")).isBetween(5_000L, truth.count("float") + 100);
      assertThat(report.count("unicode")).isBetween(700L, truth.count("unicode") + 100);
    }
  }
}
