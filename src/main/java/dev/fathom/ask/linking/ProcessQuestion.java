package dev.fathom.ask.linking;

import dev.fathom.analysis.linking.ProcessDiagnosis;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.linking.LinkedProcess;
import dev.fathom.survey.linking.ProcessLinks;

/// What is linked in a process, and what does it cost?
///
/// @param process its number
public record ProcessQuestion(int process) {
  /// {@return the answer}
  ///
  /// @throws ProcessAccessException in one line, if it cannot be looked at
  public ProcessAnswer answer() throws ProcessAccessException {
    LinkedProcess linked = ProcessLinks.of(process);
    return new ProcessAnswer(linked, ProcessDiagnosis.of(linked));
  }
}
