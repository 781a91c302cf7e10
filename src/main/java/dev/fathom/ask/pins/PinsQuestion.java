package dev.fathom.ask.pins;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Advice;
import dev.fathom.ask.Question;
import java.util.ArrayList;
import java.util.List;

/// Which live pieces keep a heap from shrinking?
public record PinsQuestion() implements Question<PinsAnswer> {
  @Override
  public PinsAnswer answer(Analysis analysis) {
    List<Advice> advice = new ArrayList<>(analysis.advice());
    DropAdvice.of(analysis).ifPresent(advice::add);
    return new PinsAnswer(
        analysis.findings(), analysis.pins(), List.copyOf(advice), analysis.occupants());
  }
}
