package dev.fathom.analysis.finding;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How much a finding matters; the least first.
public enum Severity {
  /// Worth knowing.
  NOTE,
  /// Memory is wasted, or likely lost.
  WARNING,
  /// Something is to be done about it.
  CRITICAL;

  /// {@return its name for programs and in conditions; it does not change}
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// {@return the one of that [#id]}
  public static Optional<Severity> of(String id) {
    return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
  }
}
