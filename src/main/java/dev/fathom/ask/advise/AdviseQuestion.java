package dev.fathom.ask.advise;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Question;

/// What would make a process smaller, by how much, and how is it done?
public record AdviseQuestion() implements Question<AdviseAnswer> {
  @Override
  public AdviseAnswer answer(Analysis analysis) {
    return new AdviseAnswer(analysis.findings(), Proposals.of(analysis));
  }
}
