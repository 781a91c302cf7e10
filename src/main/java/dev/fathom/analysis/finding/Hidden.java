package dev.fathom.analysis.finding;

import dev.fathom.model.Findings;
import dev.fathom.model.UnreadRuntime;
import java.util.stream.Collectors;

/// What a heap that was not read may belie.
public final class Hidden {
  private Hidden() {}

  /// {@return why owners are not told, where they are hidden}
  public static String owners(Findings findings) {
    return "Owners are not told: "
        + names(findings)
        + " may hold the same memory, and is not read; "
        + tools(findings)
        + ".";
  }

  static String names(Findings findings) {
    return findings.hiding().stream()
        .map(each -> "the heap of " + each.title())
        .collect(Collectors.joining(" or "));
  }

  /// What tells of such a heap instead.
  static String tools(Findings findings) {
    return findings.hiding().stream().map(UnreadRuntime::tool).collect(Collectors.joining("; "));
  }
}
