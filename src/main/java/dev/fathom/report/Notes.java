package dev.fathom.report;

import dev.fathom.model.Findings;
import dev.fathom.model.Warning;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a reader must know of findings, below an answer.
public final class Notes {
  private static final Set<String> ALWAYS = Set.of(Warning.NOT_HELD, Warning.LAST, Warning.KEPT);

  private Notes() {}

  /// {@return why an answer is incomplete or may be torn, and of when it is, in lines of at most
  /// `width` characters}
  public static List<String> ofIncomplete(Findings findings, Style style, int width) {
    return lines(
        findings.warnings().stream()
            .filter(warning -> warning.partial() || ALWAYS.contains(warning.code()))
            .toList(),
        style,
        width);
  }

  static List<String> lines(List<Warning> warnings, Style style, int width) {
    List<String> lines = new ArrayList<>();
    for (Warning warning : warnings) {
      lines.addAll(Fit.text(style.warning("note: ") + Escape.terminal(warning.message()), width));
    }
    return lines;
  }
}
