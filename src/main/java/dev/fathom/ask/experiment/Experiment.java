package dev.fathom.ask.experiment;

import java.io.IOException;
import java.util.function.Consumer;

/// Something that can be done and looked at from outside.
public interface Experiment {
  /// {@return what it is about}
  Story story();

  /// Runs its programs, and looks at them. An interpreter in which it does not run is left out with
  /// a warning.
  ///
  /// @param progress hears what is being done
  ExperimentOutcome run(Setting setting, Consumer<String> progress) throws IOException;
}
