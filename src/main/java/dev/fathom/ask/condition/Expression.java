package dev.fathom.ask.condition;

import java.util.List;

/// A condition that has been understood. No deeper than the parser allows, so it may be walked
/// recursively.
sealed interface Expression {
  /// All of them hold; at least two.
  record All(List<Expression> parts) implements Expression {
    public All {
      parts = List.copyOf(parts);
    }
  }

  /// One of them holds; at least two.
  record Any(List<Expression> parts) implements Expression {
    public Any {
      parts = List.copyOf(parts);
    }
  }

  /// It does not hold.
  record Not(Expression part) implements Expression {}

  /// A figure is compared with something. Places are in the text of the condition.
  ///
  /// @param start where it begins
  /// @param nameEnd where the figure ends
  /// @param boundStart where the bound begins
  /// @param end where that ends
  record Comparison(
      FigureName name,
      Relation relation,
      Bound bound,
      int start,
      int nameEnd,
      int boundStart,
      int end)
      implements Expression {}
}
