package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.References;
import dev.fathom.model.object.RootKind;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.Documented;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.ObjectTruth;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.ReferentTruth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The references that Fathom follows against what the process states: its reference counts, and
/// what its garbage collector says that containers refer to.
final class ReferenceTruthTest {
  private static final int INSTANCES = 40_000;

  /// Of these mortal objects the references must add up to the count.
  private static final double EQUAL =
      Documented.figure("README.md", "the reference count of ≥ {} of all mortal objects");

  /// Arrays and what numpy registers are counted by static variables of C.
  private static final double EQUAL_WITH_NUMPY =
      Documented.figure("README.md", "of all mortal objects (≥ {} with numpy)");

  private static final int SHOWN = 3;

  /// Fathom's findings beside the process's own word.
  private record Looks(Findings findings, ObjectTruth objects, ReferentTruth referents) {}

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#readable")
  void referencesAreThoseOfTheProcess(Interpreter interpreter, TestReporter reporter)
      throws ProcessAccessException {
    assertAgree(
        look(interpreter, "million.py", INSTANCES), differing(interpreter), EQUAL, reporter);
  }

  @Test
  void alsoWithNumpy(TestReporter reporter) throws ProcessAccessException {
    Interpreter interpreter = Interpreters.requireNumpy();
    assertAgree(
        look(interpreter, "numpy_target.py"), differing(interpreter), EQUAL_WITH_NUMPY, reporter);
  }

  @Test
  void alsoOfAWebApplication(TestReporter reporter) throws ProcessAccessException {
    Interpreter interpreter = Interpreters.requireAny();
    assertAgree(look(interpreter, "web.py"), differing(interpreter), EQUAL, reporter);
  }

  /// Of a heap's containers so many may differ; a report entry names them. They are, in 3.14, where
  /// the collector lists it, the table of interned strings, whose references are not counted; and
  /// in 2.7 the subclasses of a type, to which the child adds by asking for them.
  private static int differing(Interpreter interpreter) {
    if (interpreter.is(2, 7)) {
      return (int) Documented.figure("README.md", "but for {} lists of 2.7");
    }
    return interpreter.is(3, 14)
        ? (int) Documented.figure("README.md", "lists of 2.7 and {} dict of 3.14")
        : 0;
  }

  private static Looks look(Interpreter interpreter, String script, Object... arguments)
      throws ProcessAccessException {
    try (PythonTarget python = PythonTarget.start(interpreter, script, arguments);
        Target target = LiveProcess.open(Math.toIntExact(python.pid()), Freeze.PTRACE)) {
      ObjectTruth objects = python.truth();
      ReferentTruth referents = python.referents();
      return new Looks(
          Survey.of(target, Parties.allocators(), Parties.runtimes()), objects, referents);
    }
  }

  /// Drops what the child made for itself: it lies in memory that is free in the process. With 2.7
  /// there is some, as asking about types makes objects.
  private static void dropOwnOfChild(Looks looks) {
    Findings findings = looks.findings();
    Predicate<Long> free =
        address -> {
          int state = findings.blocks().state(findings.blocks().at(address));
          int chunk = findings.chunks().state(findings.chunks().at(address));
          return state == BlockState.FREE.code()
              || state == BlockState.VIRGIN.code()
              || state == BlockState.KEPT.code()
              || chunk == ChunkState.FREE.code()
              || chunk == ChunkState.TOP.code();
        };
    looks.referents().tracked().removeIf(free);
    looks.referents().sequences().keySet().removeIf(free);
    looks.referents().dicts().keySet().removeIf(free);
    looks.referents().types().removeIf(free);
  }

  private static void assertAgree(Looks looks, int differing, double equal, TestReporter reporter) {
    dropOwnOfChild(looks);
    assertReferents(looks, differing, reporter);
    assertNothingTrackedIsMissing(looks, reporter);
    assertNoTypeIsMissing(looks);
    assertCounts(looks, equal, reporter);
  }

  /// Lists, tuples, sets and dicts refer to what `gc.get_referents` says.
  private static void assertReferents(Looks looks, int differing, TestReporter reporter) {
    List<String> wrong = new ArrayList<>();
    Map<Long, Long> embedding = instancesByDict(looks.findings());
    looks
        .referents()
        .sequences()
        .forEach((address, stated) -> {
          long[] followed =
              followed(looks.findings(), address, Set.of(EdgeKind.INDEX, EdgeKind.FIELD));
          if (!Arrays.equals(sorted(stated), followed)) {
            wrong.add(described(looks, address, stated, followed));
          }
        });
    looks
        .referents()
        .dicts()
        .forEach((address, dict) -> {
          long[] values = followed(looks.findings(), address, Set.of(EdgeKind.KEY));
          long[] all = followed(looks.findings(), address, Set.of(EdgeKind.KEY, EdgeKind.FIELD));
          long[] stated = sorted(dict.referents());
          // With keys that are all str, gc says the values alone.
          boolean equal = Arrays.equals(stated, values) || Arrays.equals(stated, all);
          if (all.length == 0 && embedding.containsKey(address)) {
            // The values stand in the instance, which refers to them: from 3.13.3 on gc says both
            // do.
            equal |=
                Arrays.equals(
                    stated,
                    followed(looks.findings(), embedding.get(address), Set.of(EdgeKind.ATTRIBUTE)));
          }
          long[] keys = followed(looks.findings(), address, Set.of(EdgeKind.FIELD));
          // The keys of a table that is shared are not the dict's own.
          if (!equal || (keys.length > 0 && !Arrays.equals(sorted(dict.keys()), keys))) {
            wrong.add(described(looks, address, stated, all));
          }
        });
    int all = looks.referents().sequences().size() + looks.referents().dicts().size();
    reporter.publishEntry("containers", all + ", differing " + wrong);
    assertThat(wrong).as("differing of %d containers", all).hasSizeLessThanOrEqualTo(differing);
  }

  /// The instances that have a dict, by the address of that.
  private static Map<Long, Long> instancesByDict(Findings findings) {
    EdgeTable edges = findings.references().edges();
    Map<Long, Long> instances = new HashMap<>();
    for (int object = 0; object < findings.objects().count(); object++) {
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        if (edges.kind(edge) == EdgeKind.FIELD.code()
            && findings.references().fields().get(edges.name(edge)).equals("__dict__")) {
          instances.put(
              findings.objects().address(edges.target(edge)), findings.objects().address(object));
        }
      }
    }
    return instances;
  }

  private static String described(Looks looks, long address, long[] stated, long[] followed) {
    List<String> unfollowed =
        LongStream.of(stated)
            .filter(to -> Arrays.binarySearch(followed, to) < 0)
            .limit(SHOWN)
            .mapToObj(to -> typeName(looks, to) + String.format(Locale.ROOT, " 0x%x", to))
            .toList();
    return String.format(
        Locale.ROOT,
        "%s at 0x%x: %d stated, %d followed, not %s",
        typeName(looks, address),
        address,
        stated.length,
        followed.length,
        unfollowed);
  }

  private static String typeName(Looks looks, long address) {
    int at = looks.objects().indexOf(address);
    return at < 0 ? "?" : looks.objects().type(at).name();
  }

  /// What an object refers to by these kinds of names, by address, ascending.
  private static long[] followed(Findings findings, long address, Set<EdgeKind> names) {
    int object = findings.objects().atOrBelow(address);
    if (object < 0 || findings.objects().address(object) != address) {
      return new long[0];
    }
    Set<Integer> kinds = new HashSet<>();
    names.forEach(name -> kinds.add(name.code()));
    EdgeTable edges = findings.references().edges();
    LongStream.Builder found = LongStream.builder();
    for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
      if (kinds.contains(edges.kind(edge))) {
        found.add(findings.objects().address(edges.target(edge)));
      }
    }
    return sorted(found.build().toArray());
  }

  private static long[] sorted(long[] addresses) {
    long[] copy = addresses.clone();
    Arrays.sort(copy);
    return copy;
  }

  /// Every object that the collector tracks is there.
  private static void assertNothingTrackedIsMissing(Looks looks, TestReporter reporter) {
    List<String> missing =
        looks.referents().tracked().stream()
            .filter(address -> !isObject(looks.findings(), address))
            .map(address -> described(looks, address, new long[0], new long[0]))
            .toList();
    reporter.publishEntry(
        "tracked", looks.referents().tracked().size() + ", missing " + missing.size());
    assertThat(missing).isEmpty();
  }

  private static boolean isObject(Findings findings, long address) {
    int object = findings.objects().atOrBelow(address);
    return object >= 0 && findings.objects().address(object) == address;
  }

  /// Every type object is there, and every type of any object is a type for Fathom.
  private static void assertNoTypeIsMissing(Looks looks) {
    assertThat(looks.referents().types())
        .allMatch(address -> isObject(looks.findings(), address), "is an object");
    Set<Long> known = new HashSet<>();
    for (int type = 0; type < looks.findings().types().count(); type++) {
      known.add(looks.findings().types().get(type).address());
    }
    assertThat(looks.objects().types()).allMatch(type -> known.contains(type.address()));
  }

  private static void assertCounts(Looks looks, double wanted, TestReporter reporter) {
    Findings findings = looks.findings();
    ObjectTruth truth = looks.objects();
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
    double share = (double) equal / mortal;
    reporter.publishEntry("counts equal", String.format(Locale.ROOT, "%.4f", share));
    reporter.publishEntry("counts wrong", wrong.toString());
    assertThat(share).as("equal of %d; wrong: %s", mortal, wrong).isGreaterThanOrEqualTo(wanted);
  }

  private static int[] incoming(Findings findings) {
    EdgeTable edges = findings.references().edges();
    int[] incoming = new int[findings.objects().count()];
    for (int edge = 0; edge < edges.count(); edge++) {
      incoming[edges.target(edge)]++;
    }
    for (References.Root root : findings.references().roots()) {
      if (root.holder() == RootKind.FUNCTION) { // a module is only where paths begin
        incoming[root.object()]++;
      }
    }
    return incoming;
  }
}
