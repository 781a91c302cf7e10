package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.findings.EdgeTable;
import dev.fathom.findings.Findings;
import dev.fathom.findings.References;
import dev.fathom.findings.Survey;
import dev.fathom.os.Freeze;
import dev.fathom.os.ProcessAccessException;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.ObjectTruth;
import dev.fathom.testing.PythonTarget;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The references that Fathom follows against the reference counts that the process states.
final class ReferenceTruthTest {
  private static final int INSTANCES = 40_000;

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void referencesAddUpToTheCounts(Interpreter interpreter) throws ProcessAccessException {
    try (PythonTarget python = PythonTarget.start(interpreter, "million.py", INSTANCES);
        Target target = LiveProcess.open(Math.toIntExact(python.pid()), Freeze.PTRACE)) {
      ObjectTruth truth = python.truth();
      Findings findings = Survey.of(target, Parts.allocators(), Parts.runtimes());
      int[] incoming = incoming(findings);
      int equal = 0;
      int mortal = 0;
      Map<String, Integer> wrong = new TreeMap<>();
      for (int object = 0; object < findings.objects().count(); object++) {
        int at = truth.indexOf(findings.objects().address(object));
        if (at >= 0 && !truth.immortal(at)) {
          mortal++;
          if (incoming[object] == truth.references(at)) {
            equal++;
          } else {
            wrong.merge(
                truth.type(at).name()
                    + (incoming[object] < truth.references(at) ? " under" : " over"),
                1,
                Integer::sum);
          }
        }
      }
      assertThat((double) equal / mortal)
          .as("equal of %d; wrong: %s", mortal, wrong)
          .isGreaterThanOrEqualTo(0.95);
    }
  }

  private static int[] incoming(Findings findings) {
    EdgeTable edges = findings.references().edges();
    int[] incoming = new int[findings.objects().count()];
    for (int edge = 0; edge < edges.count(); edge++) {
      incoming[edges.target(edge)]++;
    }
    for (References.Root root : findings.references().roots()) {
      incoming[root.object()]++;
    }
    return incoming;
  }
}
