package dev.fathom.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.leaks.LeaksQuestion;
import dev.fathom.model.Findings;
import dev.fathom.model.Identity;
import dev.fathom.survey.Survey;
import dev.fathom.testing.RecordedTarget;
import dev.fathom.view.Style;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LeaksReportTest {
  @Test
  void whereNothingWasReadNothingIsSaid() throws Exception {
    Identity identity = new Identity(Identity.Kind.LIVE, 1, "/bin/a", List.of("a"), false);
    Findings findings = Survey.of(RecordedTarget.empty(identity), List.of(), List.of());
    assertThat(
            LeaksReport.lines(
                new LeaksQuestion().answer(Analysis.of(findings)), 20, Style.PLAIN, 80))
        .containsExactly("No objects and no chunks were read: nothing can be said of leaks.");
  }
}
