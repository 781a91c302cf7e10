package dev.fathom.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.Look;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.PerlTarget.Reference;
import dev.fathom.testing.Perls;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each reference that Devel::MAT finds in a dump that a forked child writes of itself is one that
/// Fathom finds in the process, under the same name, and the other way round.
final class DevelMatTest {
  /// References that Devel::MAT does not tell: of operations, patterns and formats, the packages of
  /// `our` variables, and what a package remembers of methods.
  private static final Set<String> NOT_ASKED =
      Set.of(
          "CODE (constant)",
          "CODE (package)",
          "REGEXP (pattern)",
          "REGEXP (subject)",
          "REGEXP (code)",
          "FORMAT (outer sub)",
          "FORMAT (package)",
          "FORMAT (pad)",
          "STASH (methods)",
          "IO (layer)",
          "SCALAR(PVMG) (magic q)");

  /// The child that dumps makes a few values of its own.
  private static final String OF_THE_CHILD = "no value: ";

  private static final int MOST_OF_THE_CHILD = 8;

  /// So many kinds of references there are at least: from what, how, to what.
  private static final int FEWEST_KINDS = 60;

  @ParameterizedTest
  @ValueSource(strings = {"every.pl", "every_holder.pl"})
  void referencesAreThoseOfDevelMat(String script) throws Exception {
    try (PerlTarget target = PerlTarget.start(Perls.requireSystem(), script, "mat")) {
      List<Reference> truth = target.references();
      PerlValues told =
          PerlValues.of(
              Look.atProcess(Math.toIntExact(target.pid()), Pause.of(Freeze.PTRACE), Depth.ALL));
      Map<String, Integer> wrong = new TreeMap<>();
      Set<String> kinds = new TreeSet<>();
      Set<List<Long>> known = new HashSet<>();
      for (Reference reference : truth) {
        known.add(List.of(reference.from(), reference.to()));
        if (reference.strength().equals("strong")) {
          kinds.add(
              told.kind(reference.from())
                  + " "
                  + kind(reference.name())
                  + " "
                  + told.kind(reference.to()));
          String difference = difference(reference, told);
          if (!difference.isEmpty()) {
            wrong.merge(difference, 1, Integer::sum);
          }
        }
      }
      told.references()
          .forEach((pair, names) -> {
            String how = told.kind(pair.getFirst()) + names.iterator().next();
            if (!known.contains(pair) && !NOT_ASKED.contains(how) && !isTheGlob(how)) {
              wrong.merge(
                  "not with Devel::MAT: " + how + " to " + told.kind(pair.getLast()),
                  1,
                  Integer::sum);
            }
          });
      System.out.printf("%s: %d references of %d kinds%n", script, truth.size(), kinds.size());
      int ofTheChild = wrong.values().stream().mapToInt(Integer::intValue).sum();
      wrong.keySet().removeIf(each -> each.startsWith(OF_THE_CHILD));
      assertThat(wrong).isEmpty();
      assertThat(ofTheChild).isLessThan(MOST_OF_THE_CHILD);
      assertThat(kinds).hasSizeGreaterThan(FEWEST_KINDS);
    }
  }

  /// {@return what Fathom tells otherwise; empty where it tells the same}
  private static String difference(Reference reference, PerlValues told) {
    String kind = kind(reference.name());
    String all = told.kind(reference.from()) + " " + kind + " " + told.kind(reference.to());
    // Of undef, yes and no each interpreter has one of its own, which is in no arena.
    if (told.isOfInterpreter(reference.to())) {
      return "";
    }
    Set<String> names = told.names(reference.from(), reference.to());
    if (names == null) {
      return switch (kind) {
        // Devel::MAT takes the last glob that has a sub in it for the one that the sub was made
        // for.
        case "the glob" -> told.names(reference.to(), reference.from()) == null ? all : "";
        // Nor does perl count it (`gp_free` in gv.c).
        case "the egv" -> "";
        default -> (told.kind(reference.to()).isEmpty() ? OF_THE_CHILD : "missed: ") + all;
      };
    }
    return told.isNamedSo(reference) ? "" : reference.name() + " is called " + names;
  }

  /// The one that the sub was made for.
  private static boolean isTheGlob(String how) {
    return how.equals("CODE (glob)");
  }

  private static String kind(String name) {
    return name.replaceAll(" [\\[{$@%&].*| \\d+$", "");
  }
}
