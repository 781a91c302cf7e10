package dev.fathom.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.Look;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The own size of a value, against what Devel::Size says of it in a forked child, but for the four
/// known differences that `every_size.pl` tells.
final class DevelSizeTest {
  static List<Path> perls() {
    return Perls.known();
  }

  @ParameterizedTest
  @MethodSource("perls")
  void valuesAreAsLargeAsDevelSizeSays(Path perl) throws Exception {
    try (PerlTarget target = PerlTarget.start(perl, "every_size.pl")) {
      Findings findings =
          Look.atProcess(Math.toIntExact(target.pid()), Pause.of(Freeze.PTRACE), Depth.ALL);
      Map<String, Integer> wrong = new TreeMap<>();
      int compared = 0;
      for (List<String> told : target.announced("size")) {
        int object = findings.objects().beginningAt(Long.parseLong(told.get(0))).orElse(-1);
        long said = Long.parseLong(told.get(1)) + Long.parseLong(told.get(2));
        long own = object < 0 ? -1 : findings.objects().shallow(object);
        compared++;
        if (own != said) {
          wrong.merge(told.get(3) + " " + said + " not " + own, 1, Integer::sum);
        }
      }
      assertThat(compared).isGreaterThan(60);
      assertThat(wrong).as("of %d", compared).isEmpty();
    }
  }
}
