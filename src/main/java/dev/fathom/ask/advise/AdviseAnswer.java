package dev.fathom.ask.advise;

import dev.fathom.ask.QuestionException;
import dev.fathom.model.Findings;
import java.util.List;
import java.util.Locale;

/// What would make it smaller.
///
/// @param proposals what can be done now first; their numbers are from 1 on
public record AdviseAnswer(Findings findings, List<Proposal> proposals) {
  /// {@return the number of the piece that a user means}
  ///
  /// @param word its number, or the name of its kind where there is one of that
  /// @throws QuestionException if there is none
  public int number(String word) throws QuestionException {
    for (int at = 0; at < proposals.size(); at++) {
      if (word.equals(Integer.toString(at + 1)) || proposals.get(at).id().equals(word)) {
        return at + 1;
      }
    }
    throw QuestionException.absent(
        String.format(
            Locale.ROOT,
            "there is no advice '%s' for process %s: there %s",
            word,
            findings.subject(),
            proposals.isEmpty()
                ? "is none at all"
                : "are " + proposals.size() + " (" + Proposals.names(proposals) + ")"));
  }
}
