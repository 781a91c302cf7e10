package dev.fathom.view;

import java.util.Locale;

/// Shares in percent.
public final class Percent {
  private Percent() {}

  /// {@return a share of one with its sign: `12.5 %`}
  public static String of(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /// {@return a part of a whole without the sign, for a column whose head has it}
  public static String number(long part, long whole) {
    return whole == 0 ? "0.0" : String.format(Locale.ROOT, "%.1f", 100.0 * part / whole);
  }
}
