package dev.fathom.ask.advise;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.family.Duplicates;
import dev.fathom.survey.family.EqualPages;
import dev.fathom.survey.family.TwinPages;
import java.util.Optional;

/// What the pages of a process that lives say, beside the look at it.
///
/// @param equal those that are equal to others of its own
/// @param twin those that are equal to pages of a process forked from the same one
record LivePages(Duplicates equal, Optional<TwinPages> twin) {
  /// Of a file nobody knows.
  static final LivePages UNKNOWN = new LivePages(Duplicates.NONE, Optional.empty());

  static LivePages of(int process) {
    try {
      return new LivePages(EqualPages.of(process), twin(process));
    } catch (ProcessAccessException ended) {
      return UNKNOWN; // what was found before is told all the same
    }
  }

  /// Its parent and the other one may be others' processes.
  private static Optional<TwinPages> twin(int process) {
    try {
      return TwinPages.of(process);
    } catch (ProcessAccessException refused) {
      return Optional.empty();
    }
  }
}
