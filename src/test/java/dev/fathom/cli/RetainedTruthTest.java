package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.Retained;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.PythonTarget;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// Dominators and retained sizes of a real heap, against their definition: what is lost when one
/// object is taken away is what nothing reaches without it.
final class RetainedTruthTest {
  @Test
  void whatIsLostWithAnObjectIsWhatItRetains(TestReporter reporter) throws ProcessAccessException {
    try (PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "bare.py");
        Target target = LiveProcess.open(Math.toIntExact(python.pid()), Freeze.PTRACE)) {
      Findings findings = Survey.of(target, Parties.allocators(), Parties.runtimes());
      Analysis analysis = Analysis.of(findings);
      Dominators dominators = analysis.dominators();
      Retained retained = analysis.retained();
      EdgeTable edges = findings.references().edges();
      int[] lasting = analysis.entries().lasting(findings);
      int objects = findings.objects().count();
      long[] own = new long[objects];
      Bookkeeper.balance(findings, (object, at, bytes, resident) -> own[object] += bytes);
      // A number for each object: two sets are the same if these add up to the same.
      long[] mark = new SplittableRandom(4).longs(objects).toArray();
      long[] marksBelow = mark.clone();
      int[] order = dominators.order();
      assertThat(order).as("every object is reached").hasSize(objects);
      for (int at = order.length - 1; at >= 0; at--) {
        int above = dominators.of(order[at]);
        if (above != Dominators.OUTSIDE) {
          marksBelow[above] += marksBelow[order[at]];
        }
      }
      List<String> wrong = new ArrayList<>();
      int inner = 0;
      for (int object = 0; object < objects; object++) {
        long bytes = own[object];
        int count = 1;
        long marks = mark[object];
        if (edges.first(object) < edges.first(object + 1)) {
          inner++;
          BitSet reached = reachedWithout(edges, lasting, objects, object);
          for (int lost = reached.nextClearBit(0);
              lost < objects;
              lost = reached.nextClearBit(lost + 1)) {
            if (lost != object) {
              bytes += own[lost];
              count++;
              marks += mark[lost];
            }
          }
        }
        if (retained.bytes(object) != bytes
            || retained.objects(object) != count
            || marksBelow[object] != marks) {
          wrong.add(
              "object %d: %d objects, %d bytes, not %d and %d"
                  .formatted(
                      object, retained.objects(object), retained.bytes(object), count, bytes));
        }
      }
      reporter.publishEntry("objects", objects + ", of them " + inner + " that refer to others");
      assertThat(wrong).isEmpty();
      assertThat(inner).isGreaterThan(1_000);
    }
  }

  private static BitSet reachedWithout(EdgeTable edges, int[] roots, int objects, int without) {
    BitSet reached = new BitSet(objects);
    int[] pending = new int[objects];
    int count = 0;
    for (int root : roots) {
      if (root != without && !reached.get(root)) {
        reached.set(root);
        pending[count++] = root;
      }
    }
    while (count > 0) {
      int object = pending[--count];
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        int next = edges.target(edge);
        if (next != without && !reached.get(next)) {
          reached.set(next);
          pending[count++] = next;
        }
      }
    }
    return reached;
  }
}
