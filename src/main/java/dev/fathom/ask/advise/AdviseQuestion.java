package dev.fathom.ask.advise;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Question;
import dev.fathom.ask.Subject;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.family.Duplicates;
import dev.fathom.survey.family.EqualPages;

/// What would make a process smaller, by how much, and how is it done?
///
/// @param subject which was looked at: of a live process equal pages are looked for, too
public record AdviseQuestion(Subject subject) implements Question<AdviseAnswer> {
  @Override
  public AdviseAnswer answer(Analysis analysis) {
    return new AdviseAnswer(analysis.findings(), Proposals.of(analysis, equalPages()));
  }

  private Duplicates equalPages() {
    try {
      return subject instanceof Subject.Live live ? EqualPages.of(live.process()) : Duplicates.NONE;
    } catch (ProcessAccessException ended) {
      return Duplicates.NONE; // what was found before is told all the same
    }
  }
}
