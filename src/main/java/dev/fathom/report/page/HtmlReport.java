package dev.fathom.report.page;

import dev.fathom.model.ByteUnit;
import dev.fathom.model.Warning;
import dev.fathom.report.TextReport;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What was drawn, as text.
public final class HtmlReport {
  private HtmlReport() {}

  /// {@return lines of at most `width` characters}
  ///
  /// @param bytes of the file
  public static List<String> lines(PageData data, Path file, long bytes, Style style, int width) {
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(Fit.line(Escape.terminal(TextReport.title(data.findings())), width)));
    lines.addAll(
        Fit.text(
            Escape.terminal(file.toString())
                + ": "
                + ByteUnit.inText(bytes)
                + ", one file; open it in a browser.",
            width));
    for (Warning warning : data.findings().warnings()) {
      lines.addAll(Fit.text(style.warning("note: ") + Escape.terminal(warning.message()), width));
    }
    return lines;
  }
}
