package dev.fathom.report.metrics;

import dev.fathom.view.Escape;

/// What tells one series of a family from another.
///
/// @param value of whoever's choosing, made fit for a terminal
record Label(String name, String value) {
  /// What closes the series of a family that tells the largest alone. In parentheses: no number of
  /// a process is written so, and no path of an owner.
  static final String OTHERS = "(others)";

  private static final int LONGEST = 200;

  Label {
    value = shown(value);
  }

  /// {@return a text as it is told}
  static String shown(String text) {
    return Escape.terminal(text, LONGEST);
  }
}
