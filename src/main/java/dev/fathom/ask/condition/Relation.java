package dev.fathom.ask.condition;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// How a figure is compared with its bound.
enum Relation {
  ABOVE(">", false, false, true),
  AT_LEAST(">=", false, true, true),
  BELOW("<", true, false, false),
  AT_MOST("<=", true, true, false),
  EQUAL("==", false, true, false),
  UNEQUAL("!=", true, false, true);

  private final String symbol;
  private final boolean less;
  private final boolean equal;
  private final boolean more;

  /// @param less whether it holds for a figure that is less than its bound
  /// @param equal whether for one that is equal to it
  /// @param more whether for one that is more
  Relation(String symbol, boolean less, boolean equal, boolean more) {
    this.symbol = symbol;
    this.less = less;
    this.equal = equal;
    this.more = more;
  }

  /// {@return whether it holds}
  ///
  /// @param order negative if the figure is less than its bound, 0 if they are equal, else positive
  boolean holds(int order) {
    return order < 0 ? less : order == 0 ? equal : more;
  }

  static Optional<Relation> of(String symbol) {
    return Arrays.stream(values()).filter(each -> each.symbol.equals(symbol)).findFirst();
  }

  static String all() {
    return Arrays.stream(values()).map(each -> each.symbol).collect(Collectors.joining(" "));
  }
}
