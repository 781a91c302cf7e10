package dev.fathom.ask.condition;

/// A word of a condition.
///
/// @param text what it says; of an argument what is meant, without parentheses and quotes
/// @param start where it begins in the condition
/// @param end where it ends
record Lexeme(Kind kind, String text, int start, int end) {
  enum Kind {
    WORD,
    /// What stands in parentheses behind a word.
    ARGUMENT,
    NUMBER,
    PERCENT,
    SIGN,
    RELATION,
    OPEN,
    CLOSE,
    AND,
    OR,
    NOT,
    END
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }
}
