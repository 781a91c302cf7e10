package dev.fathom.testing;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintStream;
import java.util.Arrays;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Runs test classes where there is no Maven, under another kernel, and says what became of each
/// test in a line: class, test, `passed`, `skipped` or `failed`, and why, with tabs between.
///
/// Arguments: names of classes.
public final class OutcomeLines implements TestExecutionListener {
  private final PrintStream out;

  private OutcomeLines(PrintStream out) {
    this.out = out;
  }

  public static void main(String... classes) {
    PrintStream lines = System.out;
    System.setOut(System.err); // what tests print is no line of this
    ClassSelector[] selected =
        Arrays.stream(classes).map(name -> selectClass(name)).toArray(ClassSelector[]::new);
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selected).build(),
            new OutcomeLines(lines));
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    tell(test, "skipped", reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    String why = result.getThrowable().map(Object::toString).orElse("");
    switch (result.getStatus()) {
      case SUCCESSFUL -> {
        if (test.isTest()) {
          tell(test, "passed", "");
        }
      }
      case ABORTED -> tell(test, "skipped", why);
      case FAILED -> {
        tell(test, "failed", why);
        result.getThrowable().ifPresent(failure -> failure.printStackTrace(System.err));
      }
    }
  }

  private void tell(TestIdentifier test, String outcome, String why) {
    TestSource source = test.getSource().orElse(null);
    String className =
        switch (source) {
          case MethodSource method -> method.getClassName();
          case ClassSource tests -> tests.getClassName();
          case null, default -> "";
        };
    String method = source instanceof MethodSource of ? of.getMethodName() + " " : "";
    String simple = className.substring(className.lastIndexOf('.') + 1);
    String line = why.strip().replaceAll("\\s+", " ");
    out.println(String.join("\t", simple, method + test.getDisplayName(), outcome, line));
    out.flush();
  }
}
