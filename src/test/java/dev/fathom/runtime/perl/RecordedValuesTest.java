package dev.fathom.runtime.perl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.malloc.glibc.GlibcMalloc;
import dev.fathom.model.Findings;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.survey.Survey;
import dev.fathom.target.Target;
import dev.fathom.target.core.CoreProcess;
import dev.fathom.testing.Recordings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A recorded Perl: `recorded.pl` makes known numbers of values.
final class RecordedValuesTest {
  private static final int ORDERS = 60;

  /// The text of 70,000 characters, whose buffer has room for one more.
  private static final int TEXT = 70_000;

  /// No files of this machine.
  @TempDir private Path nothing;

  @ParameterizedTest
  @ValueSource(strings = "perl-5.36.capture")
  void thereAreAsManyAsWereMade(String recording) throws ProcessAccessException {
    Findings findings = findings(recording);
    int orders = 0;
    for (int object = 0; object < findings.objects().count(); object++) {
      String type = findings.types().get(findings.objects().type(object)).qualifiedName();
      orders += type.equals("Order=HASH") ? 1 : 0;
    }
    assertThat(orders).isEqualTo(ORDERS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"perl-5.36.capture", "perl-5.36.core"})
  void theLongTextIsAnObjectsBuffer(String recording) throws ProcessAccessException {
    Findings findings = findings(recording);
    int found = 0;
    for (int buffer = 0; buffer < findings.buffers().count(); buffer++) {
      long bytes = findings.buffers().end(buffer) - findings.buffers().payload(buffer);
      if (bytes > TEXT && bytes < TEXT + 64) {
        assertThat(findings.buffers().owner(buffer)).isNotNegative();
        found++;
      }
    }
    assertThat(found).isPositive();
  }

  private Findings findings(String recording) throws ProcessAccessException {
    try (Target target = CoreProcess.open(Recordings.file(recording), nothing)) {
      return Survey.of(target, List.of(new GlibcMalloc()), List.of(new Perl()));
    }
  }
}
