package dev.fathom.ask.experiment;

import dev.fathom.model.family.ForkSharing;
import dev.fathom.survey.family.ForkExperiment;
import dev.fathom.survey.look.Parties;
import java.io.IOException;
import java.util.Optional;

/// What does a forked child still share after it has looked at a list?
///
/// @param interpreter a path, or a name to be looked up in `PATH`
/// @param size how many integers the list has
/// @param freeze whether the collector is told to leave them alone before the fork
public record ForkSharingQuestion(String interpreter, long size, boolean freeze) {
  /// Runs the program, and looks at parent and child.
  ///
  /// @throws dev.fathom.model.ProcessAccessException in one line, if the interpreter does not run
  ///   it
  public ForkSharing answer() throws IOException {
    return ForkExperiment.run(interpreter, size, freeze, Optional.of(Parties.surveyor()));
  }
}
