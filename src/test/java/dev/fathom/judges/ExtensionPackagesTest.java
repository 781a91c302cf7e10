package dev.fathom.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.Look;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.PythonTarget;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the structures of extension packages hold, against the interpreter and the packages
/// themselves: `packages.py`.
final class ExtensionPackagesTest {
  private static final String MARKER = "Held_";
  private static final long SLACK_BYTES = 256 << 10;
  private static final double SLACK = 1.1;

  /// By how much malloc gave out, where a package does not say it: with what the library kept.
  private static final double LEAST = 0.99;

  /// Objects that others keep as parts of themselves.
  private static final Set<String> PARTS = Set.of("builtins.dict");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "numpy",
        "pandas",
        "lxml",
        "PIL",
        "sqlalchemy",
        "django",
        "attr",
        "greenlet",
        "gevent",
        "multidict",
        "pyrsistent",
        "pyarrow"
      })
  void holdWhatTheirStructuresLeadTo(String name, TestReporter reporter) throws Exception {
    Interpreter interpreter = Interpreters.requireAny();
    try (PythonTarget python = PythonTarget.start(interpreter, "packages.py", name)) {
      Analysis analysis =
          Analysis.of(
              Look.atProcess(Math.toIntExact(python.pid()), Pause.of(Freeze.PTRACE), Depth.ALL));
      Map<String, String> wrong = new TreeMap<>();
      held(analysis, python, wrong);
      owned(analysis, python, wrong);
      followed(analysis.findings(), python, wrong);
      reporter.publishEntry(
          name,
          "ways %d, buffers %d, referring %d, absent %s"
              .formatted(
                  python.announced("way").size(),
                  python.announced("buffer").size(),
                  python.announced("refers").size(),
                  python.announced("absent")));
      assertThat(wrong).isEmpty();
    }
  }

  /// Each marker is held, and where only its holder has it, with that.
  private static void held(Analysis analysis, PythonTarget python, Map<String, String> wrong) {
    Findings findings = analysis.findings();
    Map<String, Integer> markers = new HashMap<>();
    for (int object = 0; object < findings.objects().count(); object++) {
      String type = findings.types().get(findings.objects().type(object)).name();
      if (type.startsWith(MARKER)) {
        markers.put(type.substring(MARKER.length()), object);
      }
    }
    for (List<String> way : python.announced("way")) {
      int marker = markers.getOrDefault(way.getFirst(), -1);
      String path = marker < 0 ? "no object" : analysis.paths().path(marker);
      int holder = findings.objects().beginningAt(Long.parseLong(way.get(2))).orElse(-1);
      if (marker < 0 || path.startsWith("<unreached")) {
        wrong.put(way.get(1), "missed: " + path);
      } else if (way.get(3).equals("1") && !dominates(analysis, holder, marker)) {
        wrong.put(way.get(1), "held elsewhere too: " + path);
      }
    }
  }

  private static boolean dominates(Analysis analysis, int holder, int object) {
    for (int at = object; at >= 0; at = analysis.dominators().of(at)) {
      if (at == holder) {
        return true;
      }
    }
    return false;
  }

  /// Buffers are retained by who has them.
  private static void owned(Analysis analysis, PythonTarget python, Map<String, String> wrong) {
    for (List<String> buffer : python.announced("buffer")) {
      int holder =
          analysis.findings().objects().beginningAt(Long.parseLong(buffer.get(1))).orElse(-1);
      long bytes = Long.parseLong(buffer.get(2));
      long retained = holder < 0 ? -1 : analysis.retained().bytes(holder);
      if (retained < bytes * LEAST || retained > bytes * SLACK + SLACK_BYTES) {
        wrong.put(buffer.getFirst(), bytes + " bytes, retained " + retained);
      }
    }
  }

  /// Whether so many refer to an object that words in unknown structures are not looked at.
  private static boolean isEverywhere(Findings findings, long address) {
    int object = findings.objects().beginningAt(address).orElseThrow();
    return findings.objects().role(object) == ObjectRole.SMALL_INT
        || findings.objects().immortal(object);
  }

  /// What the collector says that an object refers to is followed, too.
  private static void followed(Findings findings, PythonTarget python, Map<String, String> wrong) {
    EdgeTable edges = findings.references().edges();
    for (List<String> line : python.announced("refers")) {
      int object = findings.objects().beginningAt(Long.parseLong(line.get(1))).orElse(-1);
      if (object < 0) {
        continue; // made by the child that told of it
      }
      Set<Long> known = new HashSet<>();
      known.add(Long.parseLong(line.get(1)));
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        int target = edges.target(edge);
        known.add(findings.objects().address(target));
        String type = findings.types().get(findings.objects().type(target)).qualifiedName();
        if (PARTS.contains(type)) {
          for (int part = edges.first(target); part < edges.first(target + 1); part++) {
            known.add(findings.objects().address(edges.target(part)));
          }
        }
      }
      long[] missed =
          line.subList(2, line.size()).stream()
              .mapToLong(Long::parseLong)
              .filter(address -> findings.objects().beginningAt(address).isPresent())
              .filter(address -> !known.contains(address))
              .filter(address -> !isEverywhere(findings, address))
              .toArray();
      if (missed.length > 0) {
        wrong.put(
            "refers " + line.getFirst(),
            Arrays.stream(missed)
                .mapToObj(address -> findings.objects().beginningAt(address).getAsInt())
                .map(to -> findings.types().get(findings.objects().type(to)).qualifiedName())
                .distinct()
                .toList()
                .toString());
      }
    }
  }
}
