package dev.fathom.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.Look;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever holds a value in perl leads to it in Fathom; perl says what is held: `every_holder.pl`.
final class PerlHoldersTest {
  private static final int FEWEST = 120;
  private static final String MARKER = "Held_";

  /// Ways whose differences are known: the registry of fields has the value as well, until the
  /// object goes; and what is being destroyed only perl's C code has, in a variable on the stack.
  private static final Set<String> KNOWN =
      Set.of("field-of-an-object", "object-that-is-being-destroyed");

  static List<Path> perls() {
    return Perls.known();
  }

  @ParameterizedTest
  @MethodSource("perls")
  void whateverHoldsAValueLeadsToIt(Path perl, TestReporter reporter) throws Exception {
    try (PerlTarget target = PerlTarget.start(perl, "every_holder.pl")) {
      Analysis analysis =
          Analysis.of(
              Look.atProcess(Math.toIntExact(target.pid()), Pause.of(Freeze.PTRACE), Depth.ALL));
      Map<String, Integer> markers = markers(analysis.findings());
      Map<String, String> wrong = new TreeMap<>();
      for (List<String> way : target.announced("way")) {
        int marker = markers.getOrDefault(way.getFirst(), -1);
        String path = marker < 0 ? "no object" : analysis.paths().path(marker);
        // What goes with its holder is held by that alone.
        int holder =
            analysis.findings().objects().beginningAt(Long.parseLong(way.get(2))).orElse(-1);
        boolean alone = way.get(3).equals("1");
        if (marker < 0 || path.startsWith("<")) {
          wrong.put(way.get(1), "missed: " + path);
        } else if (alone && !dominates(analysis, holder, marker)) {
          wrong.put(way.get(1), "held elsewhere too: " + path);
        }
      }
      reporter.publishEntry(
          "ways", target.announced("way").size() + ", absent " + target.announced("absent"));
      assertThat(target.announced("way")).hasSizeGreaterThan(FEWEST);
      assertThat(wrong.keySet()).as("%s", wrong).isEqualTo(KNOWN);
      // What perl counts more references to than are seen is not told as lost for certain.
      assertThat(analysis.leaks().of(Leaks.Evidence.CERTAIN)).isEmpty();
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

  private static Map<String, Integer> markers(Findings findings) {
    Map<String, Integer> markers = new HashMap<>();
    for (int object = 0; object < findings.objects().count(); object++) {
      String type = findings.types().get(findings.objects().type(object)).qualifiedName();
      if (type.startsWith(MARKER)) {
        markers.put(type.substring(MARKER.length()).replaceAll("\\D.*", ""), object);
      }
    }
    return markers;
  }
}
