package dev.fathom.export.picture;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.export.ExportFormat;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.model.ByteUnit;
import dev.fathom.report.TextReport;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;

/// The balance sheet as bars: accounts, and below each what it is made of.
public final class BalanceSvg implements ExportFormat {
  private static final int ROW = 20;
  private static final int LABEL = 420;
  private static final int INDENT = 16;
  private static final int GAP = 5;
  private static final int FIGURES = 170;
  private static final double BAR = SvgDrawing.WIDTH - LABEL - FIGURES - 2 * SvgDrawing.MARGIN;
  private static final double PERCENT = 100;

  @Override
  public Exported write(Analysis analysis, ExportOptions options, OutputStream out)
      throws IOException {
    BalanceSheet sheet = analysis.sheet();
    int rows = sheet.accounts().stream().mapToInt(each -> 1 + each.children().size()).sum();
    SvgDrawing drawing =
        SvgDrawing.begin(
            out,
            rows * ROW,
            TextReport.title(analysis.findings()),
            ByteUnit.inText(sheet.rss()) + " in memory, by what it is");
    double y = SvgDrawing.TOP;
    for (Account account : sheet.accounts()) {
      row(drawing, account, 0, y, sheet.rss());
      y += ROW;
      for (Account part : account.children()) {
        row(drawing, part, INDENT, y, sheet.rss());
        y += ROW;
      }
    }
    return new Exported(analysis.findings().objects().count(), drawing.end(), 0, List.of());
  }

  private static void row(SvgDrawing drawing, Account account, int indent, double y, long all)
      throws IOException {
    double width = BAR * Math.max(0, account.resident()) / Math.max(1, all);
    String figures =
        String.format(
            Locale.ROOT,
            "%s, %.1f %%",
            ByteUnit.inText(account.resident()),
            PERCENT * account.resident() / Math.max(1, all));
    drawing.text(SvgDrawing.MARGIN + indent, y + ROW - 6, LABEL - INDENT, account.label());
    drawing.box(
        SvgDrawing.MARGIN + LABEL,
        y + (indent == 0 ? 1 : 4),
        width,
        ROW - (indent == 0 ? 2 : 8),
        Paint.ofPart(account.id()),
        account.label() + ": " + figures,
        "");
    drawing.text(SvgDrawing.MARGIN + LABEL + width + GAP, y + ROW - 6, FIGURES, figures);
  }
}
