package dev.fathom.ask.pins;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Question;

/// Which live pieces keep a heap from shrinking?
public record PinsQuestion() implements Question<PinsAnswer> {
  @Override
  public PinsAnswer answer(Analysis analysis) {
    return new PinsAnswer(
        analysis.findings(), analysis.pins(), analysis.advice(), analysis.occupants());
  }
}
