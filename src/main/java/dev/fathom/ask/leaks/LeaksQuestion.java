package dev.fathom.ask.leaks;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.finding.Conclusions;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.finding.LeakFindings;
import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.ask.Question;
import java.util.ArrayList;
import java.util.List;

/// What does nothing reach?
public record LeaksQuestion() implements Question<LeaksAnswer> {
  @Override
  public LeaksAnswer answer(Analysis analysis) {
    Leaks leaks = analysis.leaks();
    // What moved meanwhile may be held from where nobody looked any more.
    List<Finding> told = new ArrayList<>(Conclusions.incomplete(analysis.findings()));
    told.addAll(LeakFindings.of(analysis.findings(), leaks, analysis.sheet().rss()));
    return new LeaksAnswer(analysis.findings(), leaks, told);
  }
}
