package dev.fathom.ask.pages;

import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.survey.look.ProcessPages;

/// What are the pages of a process?
public record PagesQuestion(int process, Pause pause) {
  /// Counts them.
  public ProcessPages answer() throws ProcessAccessException {
    return ProcessPages.of(process, pause);
  }
}
