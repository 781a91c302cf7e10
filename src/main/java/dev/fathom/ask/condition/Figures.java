package dev.fathom.ask.condition;

import dev.fathom.analysis.finding.Severity;
import java.util.Optional;

/// What a condition is checked against: the figures of one look, or of two.
public interface Figures {
  /// {@return which names mean something here}
  Vocabulary vocabulary();

  /// {@return a figure; of two looks that of the later one} What there is none of is 0.
  ///
  /// @param name one that the vocabulary knows, and of no severity
  /// @throws UnknownFigureException if the look cannot tell
  Figure figure(FigureName name) throws UnknownFigureException;

  /// {@return the same of the earlier look} Asked only where the vocabulary compares.
  ///
  /// @throws UnknownFigureException if that look cannot tell, or tells something that cannot be
  ///   compared with what the later one does
  Figure earlier(FigureName name) throws UnknownFigureException;

  /// {@return how much the gravest finding matters; empty where there is no finding}
  ///
  /// @throws UnknownFigureException if nobody looked for any
  Optional<Severity> highest() throws UnknownFigureException;
}
