package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.Entries;
import dev.fathom.analysis.graph.ObjectGraph;
import dev.fathom.analysis.graph.Retained;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Findings;
import dev.fathom.os.Freeze;
import dev.fathom.os.ProcessAccessException;
import dev.fathom.survey.Survey;
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
      Findings findings = Survey.of(target, Parts.allocators(), Parts.runtimes());
      ObjectGraph graph = ObjectGraph.of(findings, Entries.of(findings));
      Owners owners = Analysis.of(findings).owners();
      Dominators dominators = owners.dominators();
      Retained retained = owners.retained();
      long[] own = new long[graph.nodes()];
      Bookkeeper.balance(findings, (object, at, bytes, resident) -> own[object + 1] += bytes);
      // A number for each node: two sets are the same if these add up to the same.
      long[] mark = new SplittableRandom(4).longs(graph.nodes()).toArray();
      long[] marksBelow = mark.clone();
      int[] order = dominators.order();
      assertThat(order).as("every object is reached").hasSize(graph.nodes());
      for (int at = order.length - 1; at > 0; at--) {
        marksBelow[dominators.of(order[at])] += marksBelow[order[at]];
      }
      List<String> wrong = new ArrayList<>();
      int inner = 0;
      for (int node = 1; node < graph.nodes(); node++) {
        long bytes = own[node];
        int count = 1;
        long marks = mark[node];
        if (graph.firsts()[node] < graph.firsts()[node + 1]) {
          inner++;
          BitSet reached = reachedWithout(graph, node);
          for (int lost = reached.nextClearBit(0);
              lost < graph.nodes();
              lost = reached.nextClearBit(lost + 1)) {
            if (lost != node) {
              bytes += own[lost];
              count++;
              marks += mark[lost];
            }
          }
        }
        if (retained.bytes(node) != bytes
            || retained.objects(node) != count
            || marksBelow[node] != marks) {
          wrong.add(
              "node %d: %d objects, %d bytes, not %d and %d"
                  .formatted(node, retained.objects(node), retained.bytes(node), count, bytes));
        }
      }
      reporter.publishEntry(
          "objects", graph.nodes() - 1 + ", of them " + inner + " that refer to others");
      assertThat(wrong).isEmpty();
      assertThat(inner).isGreaterThan(1_000);
    }
  }

  private static BitSet reachedWithout(ObjectGraph graph, int without) {
    int[] firsts = graph.firsts();
    int[] successors = graph.successors();
    BitSet reached = new BitSet(graph.nodes());
    int[] pending = new int[graph.nodes()];
    int count = 1;
    reached.set(0);
    while (count > 0) {
      int node = pending[--count];
      for (int edge = firsts[node]; edge < firsts[node + 1]; edge++) {
        int next = successors[edge];
        if (next != without && !reached.get(next)) {
          reached.set(next);
          pending[count++] = next;
        }
      }
    }
    return reached;
  }
}
