package dev.fathom.ask.fragmentation;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Question;
import dev.fathom.survey.look.Depth;

/// What of the allocators' memory is free, and what would give it back?
public record FragmentationQuestion() implements Question<FragmentationAnswer> {
  @Override
  public Depth depth() {
    return Depth.ALLOCATORS;
  }

  @Override
  public FragmentationAnswer answer(Analysis analysis) {
    return new FragmentationAnswer(
        analysis.findings(), analysis.fragmentation(), analysis.advice());
  }
}
