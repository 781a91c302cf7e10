package dev.fathom.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.survey.look.Look;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Perl itself, asked in a forked child, comes by each path that Fathom prints to the value of
/// which it was printed.
final class PerlPathsTest {
  private static final Set<String> NO_VALUES = Set.of("HEK", "COW", "OPS", "PerlInterpreter");

  /// What perl can read: no remarks, no variables of subs, no keys that are not spelled.
  private static final Pattern CODE =
      Pattern.compile(
          "[$@%&*][A-Za-z_](?:\\w|::)*"
              + "(?:->\\*\\{[A-Z]+}|(?:->)?(?:[$@%&]\\*|\\*\\*|\\[\\d+]|\\{\\w+}|\\{'[^'\\\\]*'}))*");

  /// The arguments of the sub that asks are its own; List::Util makes a glob of its own name under
  /// another key; a list of constants stands in a symbol table in place of a glob, which perl makes
  /// where it is asked for, as it does an element that is not there yet.
  private static final Pattern KNOWN =
      Pattern.compile(
          "@main::_|[$*]List::Util::List::Util|%main::\\{HELD_LIST}\\[\\d]|.*not there yet'}\\[0]");

  private static final int FEWEST = 1000;

  @ParameterizedTest
  @ValueSource(strings = {"every.pl", "every_holder.pl", "moose.pl"})
  void perlComesByEachPathToTheSameValue(String script) throws Exception {
    try (PerlTarget target = PerlTarget.start(Perls.requireSystem(), script)) {
      Analysis analysis =
          Analysis.of(
              Look.atProcessWithValues(Math.toIntExact(target.pid()), Pause.of(Freeze.PTRACE)));
      Findings findings = analysis.findings();
      List<String> paths = new ArrayList<>();
      List<String> addresses = new ArrayList<>();
      int others = 0;
      for (int object = 0; object < findings.objects().count(); object++) {
        if (!NO_VALUES.contains(findings.types().get(findings.objects().type(object)).name())) {
          String path = analysis.paths().path(object);
          if (CODE.matcher(path).matches()) {
            paths.add(path);
            addresses.add(Long.toString(findings.objects().address(object)));
          } else {
            others++;
          }
        }
      }
      List<String> followed = target.followed(paths);
      List<String> wrong = new ArrayList<>();
      for (int path = 0; path < paths.size(); path++) {
        if (!followed.get(path).equals(addresses.get(path))
            && !KNOWN.matcher(paths.get(path)).matches()) {
          wrong.add(
              paths.get(path) + " is " + addresses.get(path) + ", perl: " + followed.get(path));
        }
      }
      System.out.printf("%s: %d paths that perl reads, %d others%n", script, paths.size(), others);
      assertThat(wrong).isEmpty();
      assertThat(paths).hasSizeGreaterThan(FEWEST);
    }
  }
}
