package dev.fathom.report;

import dev.fathom.model.Findings;
import dev.fathom.model.Warning;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import java.util.ArrayList;
import java.util.List;

/// What a reader must know of findings, below an answer.
public final class Notes {
  private Notes() {}

  /// {@return why an answer is incomplete or may be torn, in lines of at most `width` characters}
  public static List<String> ofIncomplete(Findings findings, Style style, int width) {
    return lines(
        findings.warnings().stream()
            .filter(warning -> warning.partial() || warning.code().equals(Warning.NOT_HELD))
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
