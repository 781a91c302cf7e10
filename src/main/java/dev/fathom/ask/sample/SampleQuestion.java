package dev.fathom.ask.sample;

import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.sample.MemorySample;
import dev.fathom.survey.look.Look;

/// What is a process's memory used for, as far as a part of it shows that is drawn by chance?
///
/// @param share of its memory, above 0, at most 1
/// @param seed decides which part
public record SampleQuestion(Subject subject, double share, long seed) {
  /// Looks.
  ///
  /// @throws QuestionException if the subject is a file
  public MemorySample answer() throws ProcessAccessException, QuestionException {
    return switch (subject) {
      case Subject.Live live -> Look.sampled(live.process(), share, seed);
      case Subject.Last _ ->
          throw QuestionException.wrong("--sample looks afresh; leave out --sample or --last");
      case Subject.Core _, Subject.Stored _ ->
          throw QuestionException.wrong("--sample looks at a live process; a file is read whole");
    };
  }
}
