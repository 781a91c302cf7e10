package dev.fathom.report;

import dev.fathom.model.Findings;
import dev.fathom.model.UnreadRuntime;
import java.util.List;
import java.util.stream.Collectors;

/// What is said in the place of claims that a heap which was not read could belie.
public final class Withheld {
  private Withheld() {}

  /// {@return why leaks are not told}
  static String leaks(Findings findings) {
    return "Leaks are not told: "
        + names(findings)
        + " may hold what nothing else does, and is not read; "
        + tool(findings)
        + ".";
  }

  /// {@return why owners are not told}
  static String owners(Findings findings) {
    return "Owners are not told: "
        + names(findings)
        + " may hold the same memory, and is not read; "
        + tool(findings)
        + ".";
  }

  /// {@return the line that stands in the place of the owners}
  public static List<String> ownerLines(Findings findings, int width) {
    return Fit.text(owners(findings), width);
  }

  private static String names(Findings findings) {
    return findings.hiding().stream()
        .map(each -> "the heap of " + each.title())
        .collect(Collectors.joining(" or "));
  }

  private static String tool(Findings findings) {
    return findings.hiding().stream().map(UnreadRuntime::tool).collect(Collectors.joining("; "));
  }
}
