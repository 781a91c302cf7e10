package dev.fathom.report.linking;

import dev.fathom.analysis.linking.LinkFinding;
import dev.fathom.model.ByteUnit;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import java.util.ArrayList;
import java.util.List;

/// Findings as text: a sentence each, and what would mend it.
final class LinkFindingLines {
  private static final int LONGEST = 2000;
  private static final String INDENT = "    ";

  private LinkFindingLines() {}

  static List<String> of(List<LinkFinding> findings, Style style, int width) {
    List<String> lines = new ArrayList<>();
    for (LinkFinding finding : findings) {
      String cost = finding.bytes() == 0 ? "" : " (" + ByteUnit.inText(finding.bytes()) + ")";
      String sentence = Escape.terminal(finding.sentence() + cost + ".", LONGEST);
      List<String> broken = Fit.text(sentence, width - 2);
      for (int i = 0; i < broken.size(); i++) {
        String line = (i > 0 ? "  " : finding.isFailure() ? "✗ " : "· ") + broken.get(i);
        lines.add(i == 0 && finding.isFailure() ? style.warning(line) : line);
      }
      if (!finding.help().isEmpty()) {
        Fit.text("→ " + Escape.terminal(finding.help(), LONGEST), width - INDENT.length())
            .forEach(line -> lines.add(style.dim(INDENT + line)));
      }
    }
    return lines;
  }
}
