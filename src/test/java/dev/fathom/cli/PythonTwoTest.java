package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Interpreters;
import dev.fathom.testing.ObjectTruth;
import dev.fathom.testing.PythonTarget;
import org.junit.jupiter.api.Test;

/// What only 2.7 has.
final class PythonTwoTest {
  private static final String FREE = "python.free";

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

  /// Blocks in which all numbers are dead are the interpreter's, and kept for the next ones; a
  /// collection of all generations gives them back (`PyInt_ClearFreeList`).
  @Test
  void deadNumbersAreKeptForReuse() {
    int ints = 400_000;
    try (PythonTarget python =
        PythonTarget.start(Interpreters.require(2, 7), "dead_numbers.py", ints)) {
      long expected = (ints + ints / 4) * 24L;
      PrintedReport report = PrintedReport.of(python.pid());
      assertThat(report.warnings()).isEmpty();
      assertThat(report.sum(FREE)).isBetween(expected, expected * 21 / 20);
      assertThat(FathomRun.of("report", python.pid()).assertFine().out())
          .contains("is free blocks in Python's pools");
      assertThat(FathomRun.of("pins", python.pid()).assertFine().out())
          .contains("dead, kept for reuse");
      python.collect();
      assertThat(PrintedReport.of(python.pid()).sum(FREE)).isLessThan(expected / 20);
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
