package dev.fathom.ask.advise;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Question;
import dev.fathom.ask.Subject;

/// What would make a process smaller, by how much, and how is it done?
///
/// @param subject which was looked at: of a live process its pages are looked at, too
public record AdviseQuestion(Subject subject) implements Question<AdviseAnswer> {
  @Override
  public AdviseAnswer answer(Analysis analysis) {
    LivePages pages =
        subject instanceof Subject.Live live ? LivePages.of(live.process()) : LivePages.UNKNOWN;
    return new AdviseAnswer(analysis.findings(), Proposals.of(analysis, pages));
  }
}
