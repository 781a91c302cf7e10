package dev.fathom.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/// Says at the end of a run what of it did not run: for each reason how often, and where.
public final class SkippedTests implements TestExecutionListener {
  private static final String ASSUMPTION = "Assumption failed: ";

  private record Skipped(int times, Set<String> tests) {
    static Skipped once(String test) {
      return new Skipped(1, Set.of(test));
    }

    Skipped and(Skipped other) {
      Set<String> all = new TreeSet<>(tests);
      all.addAll(other.tests);
      return new Skipped(times + other.times, all);
    }
  }

  private final Map<String, Skipped> byReason = new TreeMap<>();

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    add(test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      add(test, result.getThrowable().map(Throwable::getMessage).orElse(null));
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    reasons().forEach(System.out::println);
    int leftOut = QuickTests.leftOut().size();
    if (leftOut > 0) {
      System.out.printf(
          Locale.ROOT,
          "left out of a quick build: %d test classes that start a process or run the whole program%n",
          leftOut);
    }
  }

  private synchronized void add(TestIdentifier test, @Nullable String reason) {
    String why = reason == null ? "no reason given" : reason.lines().findFirst().orElse("");
    why = why.startsWith(ASSUMPTION) ? why.substring(ASSUMPTION.length()) : why;
    byReason.merge(why, Skipped.once(nameOf(test)), Skipped::and);
  }

  private static String nameOf(TestIdentifier test) {
    TestSource source = test.getSource().orElse(null);
    return switch (source) {
      case ClassSource tests -> simple(tests.getClassName());
      case MethodSource method -> simple(method.getClassName()) + "." + method.getMethodName();
      case null, default -> test.getDisplayName();
    };
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  /// A line for each reason.
  synchronized List<String> reasons() {
    List<String> lines = new ArrayList<>();
    byReason.forEach((reason, skipped) ->
        lines.add(
            String.format(
                Locale.ROOT,
                "skipped: %s × %d (%s)",
                reason,
                skipped.times(),
                String.join(", ", skipped.tests()))));
    return lines;
  }
}
