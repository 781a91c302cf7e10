package dev.fathom.ask.leaks;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Question;

/// What does nothing reach?
public record LeaksQuestion() implements Question<LeaksAnswer> {
  @Override
  public LeaksAnswer answer(Analysis analysis) {
    return new LeaksAnswer(analysis.findings(), analysis.leaks());
  }
}
