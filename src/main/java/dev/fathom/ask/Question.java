package dev.fathom.ask;

import dev.fathom.analysis.Analysis;
import dev.fathom.survey.look.Depth;
import java.io.IOException;

/// Something that can be asked about one subject that was looked at.
///
/// @param <A> the record that answers it
public interface Question<A> {
  /// {@return how much of the subject must have been looked at}
  default Depth depth() {
    return Depth.ALL;
  }

  /// {@return the answer}
  ///
  /// @throws QuestionException if there is none
  A answer(Analysis analysis) throws IOException;
}
