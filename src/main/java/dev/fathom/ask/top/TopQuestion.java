package dev.fathom.ask.top;

import dev.fathom.model.family.Applications;
import dev.fathom.survey.family.ProcessCount;

/// Which processes use the memory of this machine, honestly counted?
public record TopQuestion() {
  public Applications answer() {
    return ProcessCount.take();
  }
}
