package dev.fathom.ask;

import dev.fathom.analysis.diff.Matching;
import dev.fathom.model.Findings;
import dev.fathom.survey.look.Depth;
import java.io.IOException;
import java.util.function.IntPredicate;

/// Which objects a question is about: those that another look has, or has not.
///
/// @param kind which of them
/// @param other what else is looked at
/// @param manner how
public record Since(Kind kind, Subject other, Manner manner) {
  /// How the objects of one look stand to another.
  public enum Kind {
    /// The other has not.
    NEW,
    /// The other, which is later, has no more.
    GONE,
    /// The other has, too.
    IN_BOTH
  }

  /// {@return which of the objects found are meant}
  public IntPredicate wanted(Findings findings) throws IOException {
    Findings another = Looks.at(other, manner, Depth.ALL).findings();
    return switch (kind) {
      case NEW -> Matching.of(another, findings).isNew();
      case GONE -> Matching.of(findings, another).isGone();
      case IN_BOTH -> Matching.of(another, findings).isInBoth();
    };
  }
}
