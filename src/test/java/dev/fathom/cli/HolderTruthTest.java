package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.Documented;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever holds an object in an interpreter leads to it in Fathom: the way is made, and the truth
/// told, by `every_holder.py`, which says what its lines mean.
final class HolderTruthTest {
  private static final int DEEPEST = 2;

  /// Types whose instances others keep as parts of themselves.
  private static final Set<String> PARTS = Set.of("dict", "functools._lru_list_elem", "StgDict");

  /// What the child that is asked changes itself, such as a dict that it adds a key to.
  private static final int HANDFUL =
      (int) Documented.figure("docs/accuracy.md", "and of the references none but {}");

  /// What the state of a thread holds in 3.6: hooks, and the context of `decimal`.
  private static final int KNOWN_OF_3_6 =
      (int) Documented.figure("docs/accuracy.md", "that no way is missed ({} in 3.6)");

  private static final String MARKER = "Held_";

  /// What leads from an object to C memory that several share.
  private static final String C_MEMORY = "(C memory)";

  /// Fields that own a reference of which the collector is not told, as no cycle can go through
  /// what is there (names, numbers, static types), or nobody has thought of it; see
  /// docs/accuracy.md.
  private static final Set<String> UNTOLD =
      Set.of(
          "key", // of a dict whose keys are all str
          "__name__",
          "__qualname__",
          "__slots__",
          "name",
          "d_name",
          "d_qualname",
          "tp_subclasses",
          "__class__", // up to 3.8; later of some types of extensions
          "__dict__", // beside values that stand in the instance, up to 3.12; of files
          "__callback__", // of the weak references of thread-local data
          "md_def",
          "accu.small",
          "readnl",
          "buf",
          "one",
          "reader",
          "writer",
          "intern",
          "signature",
          "unused_data",
          "unconsumed_tail",
          "placeholder", // of functools, from 3.14
          // of sqlite3, up to 3.11
          "connection",
          "description",
          "lastrowid",
          "row_factory",
          "text_factory",
          "DataError",
          "DatabaseError",
          "Error",
          "IntegrityError",
          "InterfaceError",
          "InternalError",
          "NotSupportedError",
          "OperationalError",
          "ProgrammingError",
          "Warning",
          // of numpy
          "base",
          "dtype",
          "mem_handler");

  /// Whose references change while they are told: what tells them.
  private static final Set<String> TELLING = Set.of("builtins.frame");

  /// A way in which the interpreter holds a marker.
  ///
  /// @param holder the address of what holds it; 0 for the interpreter itself
  /// @param alone whether it goes with that
  private record Held(int number, String label, long holder, boolean alone) {}

  /// What the collector says that an object refers to.
  private record Referring(long address, String type, List<Long> referents) {}

  /// The lines of a file.
  private record Truth(
      List<Held> ways, List<Referring> referring, Map<String, Integer> types, List<String> unmade) {

    static Truth read(Path file) {
      List<Held> ways = new ArrayList<>();
      List<Referring> referring = new ArrayList<>();
      Map<String, Integer> types = new TreeMap<>();
      List<String> unmade = new ArrayList<>();
      try {
        for (String line : Files.readAllLines(file)) {
          String[] fields = line.split("\t", -1);
          switch (fields[0]) {
            case "way" ->
                ways.add(
                    new Held(
                        Integer.parseInt(fields[1]),
                        fields[2],
                        Long.parseLong(fields[3]),
                        fields[4].equals("1")));
            case "refers" ->
                referring.add(
                    new Referring(
                        Long.parseLong(fields[1]),
                        fields[2],
                        Arrays.stream(fields, 3, fields.length)
                            .filter(field -> !field.isEmpty())
                            .map(Long::valueOf)
                            .toList()));
            case "type" -> {
              types.merge(fields[2], 1, Integer::sum);
              if (fields[2].equals("unmade")) {
                unmade.add(fields[1]);
              }
            }
            default -> {}
          }
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      return new Truth(ways, referring, types, unmade);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#readable")
  void whateverHoldsAnObjectLeadsToIt(
      Interpreter interpreter, @TempDir Path folder, TestReporter reporter)
      throws ProcessAccessException {
    Path file = folder.resolve("truth");
    try (PythonTarget python = PythonTarget.start(interpreter, "every_holder.py", file);
        Target target = LiveProcess.open(Math.toIntExact(python.pid()), Freeze.PTRACE)) {
      Truth truth = Truth.read(file);
      Findings findings = Survey.of(target, Parties.allocators(), Parties.runtimes());
      reporter.publishEntry("types", truth.types() + " unmade: " + truth.unmade());
      List<String> missed = new ArrayList<>();
      List<String> elsewhere = new ArrayList<>();
      ways(findings, truth, missed, elsewhere);
      Map<String, Integer> unfollowed = unfollowed(findings, truth);
      reporter.publishEntry(
          "ways",
          String.format(
              Locale.ROOT, "%d, missed %d %s", truth.ways().size(), missed.size(), missed));
      reporter.publishEntry("held elsewhere too", elsewhere.size() + " " + elsewhere);
      reporter.publishEntry("refers", truth.referring().size() + ", not followed " + unfollowed);
      assertThat(missed)
          .as("ways that lead nowhere")
          .hasSizeLessThanOrEqualTo(interpreter.is(3, 6) ? KNOWN_OF_3_6 : 0);
      assertThat(unfollowed.values().stream().mapToInt(count -> count).sum())
          .as("references by type that are not followed %s", unfollowed)
          .isLessThanOrEqualTo(HANDFUL);
      assertThat(beyond(findings, truth).keySet())
          .as("what is followed beyond the collector's word")
          .isSubsetOf(UNTOLD);
    }
  }

  /// What is left over beside the items of a deque is no dead frame.
  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#readable")
  void dequesWhereFramesStood(Interpreter interpreter) throws ProcessAccessException {
    try (PythonTarget python = PythonTarget.start(interpreter, "reused_frames.py");
        Target target = LiveProcess.open(Math.toIntExact(python.pid()), Freeze.PTRACE)) {
      Findings findings = Survey.of(target, Parties.allocators(), Parties.runtimes());
      OwnerPaths paths = Analysis.of(findings).paths();
      int held = 0;
      for (int object = 0; object < findings.objects().count(); object++) {
        if (findings.types().get(findings.objects().type(object)).name().equals("Held")) {
          assertThat(paths.path(object)).startsWith("__main__.held[");
          held++;
        }
      }
      assertThat(held).isEqualTo(3000);
    }
  }

  private static void ways(
      Findings findings, Truth truth, List<String> missed, List<String> elsewhere) {
    Map<Integer, Integer> markers = markers(findings);
    OwnerPaths paths = Analysis.of(findings).paths();
    Dominators dominators = Analysis.of(findings).dominators();
    for (Held way : truth.ways()) {
      int marker = markers.getOrDefault(way.number(), -1);
      String path = marker < 0 ? "<no object>" : paths.path(marker);
      // In 2.7 a function of another thread is held by the stack of that, and by nothing else.
      boolean reached =
          marker >= 0
              && !path.startsWith("<unreached")
              && (way.holder() == 0 || !path.startsWith("<thread"));
      int holder = objectAt(findings, way.holder());
      if (!reached) {
        missed.add(way.label() + " " + path);
      } else if (way.alone() && holder >= 0 && !dominates(dominators, holder, marker)) {
        elsewhere.add(way.label() + " " + path);
      }
    }
  }

  private static boolean dominates(Dominators dominators, int holder, int object) {
    for (int at = object; at >= 0; at = dominators.of(at)) {
      if (at == holder) {
        return true;
      }
    }
    return false;
  }

  /// {@return the instances that have a dict, by that}
  private static Map<Integer, Integer> embedding(Findings findings) {
    EdgeTable edges = findings.references().edges();
    Map<Integer, Integer> instances = new HashMap<>();
    for (int object = 0; object < findings.objects().count(); object++) {
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        if (edges.kind(edge) == EdgeKind.FIELD.code()
            && findings.references().fields().get(edges.name(edge)).equals("__dict__")) {
          instances.put(edges.target(edge), object);
        }
      }
    }
    return instances;
  }

  /// {@return by field the types in which Fathom follows a reference that the collector does not
  /// tell} Without guesses, which say that they are some.
  private static Map<String, Set<String>> beyond(Findings findings, Truth truth) {
    EdgeTable edges = findings.references().edges();
    Map<String, Set<String>> beyond = new TreeMap<>();
    for (Referring referring : truth.referring()) {
      int object = objectAt(findings, referring.address());
      if (object < 0 || TELLING.contains(referring.type())) {
        continue;
      }
      Set<Long> told = new HashSet<>(referring.referents());
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        if (edges.kind(edge) == EdgeKind.FIELD.code()
            && !told.contains(findings.objects().address(edges.target(edge)))) {
          String field = findings.references().fields().get(edges.name(edge));
          if (!field.startsWith("~") && !field.equals(C_MEMORY)) {
            beyond.computeIfAbsent(field, each -> new TreeSet<>()).add(referring.type());
          }
        }
      }
    }
    return beyond;
  }

  private static Map<Integer, Integer> markers(Findings findings) {
    Map<Integer, Integer> markers = new HashMap<>();
    for (int object = 0; object < findings.objects().count(); object++) {
      String type = findings.types().get(findings.objects().type(object)).name();
      if (type.startsWith(MARKER)) {
        markers.put(Integer.parseInt(type.substring(MARKER.length())), object);
      }
    }
    return markers;
  }

  private static int objectAt(Findings findings, long address) {
    int object = address == 0 ? -1 : findings.objects().atOrBelow(address);
    return object >= 0 && findings.objects().address(object) == address ? object : -1;
  }

  /// Adds what an object refers to, and what its own parts refer to: of some objects the collector
  /// lists what they keep in others that nobody else has.
  private static void follow(
      Findings findings, EdgeTable edges, int object, int deep, Set<Long> known) {
    for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
      long address = findings.objects().address(edges.target(edge));
      String type =
          findings.types().get(findings.objects().type(edges.target(edge))).qualifiedName();
      if (known.add(address) && deep > 0 && PARTS.contains(type)) {
        follow(findings, edges, edges.target(edge), deep - 1, known);
      }
    }
  }

  /// {@return by type how many references the collector knows and Fathom does not follow} Only
  /// between objects of which both know: the child that is asked has made some for itself.
  private static Map<String, Integer> unfollowed(Findings findings, Truth truth) {
    EdgeTable edges = findings.references().edges();
    Map<String, Integer> unfollowed = new TreeMap<>();
    Map<Integer, Integer> embedding = embedding(findings);
    OwnerPaths paths = Analysis.of(findings).paths();
    Map<String, Set<String>> examples = new TreeMap<>();
    for (Referring referring : truth.referring()) {
      int object = objectAt(findings, referring.address());
      if (object < 0 || TELLING.contains(referring.type())) {
        continue;
      }
      if (referring.type().equals("builtins.dict")
          && paths.path(object).equals("<interned strings>")) {
        continue; // whose references are not counted
      }
      Set<Long> known = new HashSet<>(Set.of(referring.address()));
      follow(findings, edges, object, DEEPEST, known);
      if (embedding.containsKey(object)) {
        // The values stand in the instance, which refers to them: from 3.13.3 on gc says both do.
        follow(findings, edges, embedding.get(object), 0, known);
      }
      // What is in a module's state is held by that, and has a name of its own.
      Predicate<Long> followed =
          referring.type().equals("builtins.module")
              ? to -> !paths.path(objectAt(findings, to)).startsWith("<unreached")
              : known::contains;
      referring.referents().stream()
          .distinct()
          .filter(to -> objectAt(findings, to) >= 0 && !followed.test(to))
          .forEach(to -> {
            unfollowed.merge(referring.type(), 1, Integer::sum);
            examples
                .computeIfAbsent(referring.type(), type -> new TreeSet<>())
                .add(
                    findings
                        .types()
                        .get(findings.objects().type(objectAt(findings, to)))
                        .qualifiedName());
          });
    }
    Map<String, Integer> described = new TreeMap<>();
    unfollowed.forEach((type, count) ->
        described.put(type + " to " + examples.getOrDefault(type, Set.of()), count));
    return described;
  }
}
