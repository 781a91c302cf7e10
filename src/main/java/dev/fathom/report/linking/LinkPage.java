package dev.fathom.report.linking;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fathom.analysis.linking.LinkFinding;
import dev.fathom.ask.linking.FileAnswer;
import dev.fathom.ask.linking.LibraryLine;
import dev.fathom.ask.linking.ProcessAnswer;
import dev.fathom.model.ByteUnit;
import dev.fathom.report.table.linking.LibrariesTable;
import dev.fathom.view.Column;
import dev.fathom.view.Escape;
import dev.fathom.view.Treemap;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/// What is linked with what as a page: a picture of the files, each as large as the memory that a
/// process has of it for itself, what is amiss, and the table. It loads nothing and runs nothing.
public final class LinkPage {
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff;
             max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.5rem; margin-bottom: 0; }
      h2 { font-size: 1.05rem; margin: 2rem 0 .4rem; }
      .sub, .help { color: #555; margin-top: .2rem; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
      th, td { padding: .15rem .7rem; text-align: right; border-bottom: 1px solid #e3e3e3; }
      th { font-weight: 600; }
      .text { text-align: left; }
      .wide { overflow-x: auto; }
      svg { max-width: 100%; height: auto; }
      rect { stroke: #fff; }
      .own { fill: #b9d3ee; } .late { fill: #f3d9b1; }
      svg text { font-size: 12px; }
      """;

  private static final int WIDTH = 1100;
  private static final int HEIGHT = 480;

  /// Smaller ones have no room for a name.
  private static final double NAMED_WIDTH = 60;

  private static final double NAMED_HEIGHT = 18;
  private static final double CHARACTER = 7;
  private static final int INSET = 4;
  private static final int BASELINE = 14;

  private final StringBuilder page = new StringBuilder();

  private LinkPage() {}

  /// Writes what is linked in a process; the stream stays open.
  public static void write(ProcessAnswer answer, OutputStream out) throws IOException {
    LinkPage page = new LinkPage();
    LibraryLine.LibraryMemory sum = answer.sum();
    page.all(
        answer.process().identity().program().name()
            + " · pid "
            + answer.process().identity().process(),
        String.format(
            Locale.ROOT,
            "%,d files: %s in memory, %s of it private",
            answer.libraries().size(),
            ByteUnit.inText(sum.resident()),
            ByteUnit.inText(sum.own())),
        "Private memory of each file",
        answer.findings(),
        answer.libraries(),
        line -> line.memory().map(LibraryLine.LibraryMemory::own).orElse(0L));
    page.to(out);
  }

  /// Writes what a file needs; the stream stays open.
  public static void write(FileAnswer answer, OutputStream out) throws IOException {
    LinkPage page = new LinkPage();
    page.all(
        answer.subject().path(),
        answer.subject().kind().label() + " · " + answer.subject().machine(),
        "Pages of each file that the loader will write: each process has its own",
        answer.findings(),
        answer.libraries(),
        LibraryLine::relocated);
    page.to(out);
  }

  private void to(OutputStream out) throws IOException {
    out.write(page.toString().getBytes(UTF_8));
    out.flush();
  }

  private void all(
      String title,
      String subtitle,
      String picture,
      List<LinkFinding> findings,
      List<LibraryLine> lines,
      ToLongFunction<LibraryLine> size) {
    page.append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
        .append(Escape.markup("fathom link " + title))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n<main>\n");
    element("h1", "", title);
    element("p", "sub", subtitle);
    for (LinkFinding finding : findings) {
      element("p", "", finding.sentence() + ".");
      if (!finding.help().isEmpty()) {
        element("p", "help", "→ " + finding.help());
      }
    }
    element("h2", "", picture);
    picture(lines, size);
    element("p", "help", "blue: came with the program; yellow: loaded later (dlopen)");
    element("h2", "", "Files");
    table(lines);
    page.append("</main>\n</html>\n");
  }

  private void element(String name, String style, String text) {
    page.append('<').append(name);
    if (!style.isEmpty()) {
      page.append(" class=\"").append(style).append('"');
    }
    page.append('>').append(Escape.markup(text)).append("</").append(name).append(">\n");
  }

  private void picture(List<LibraryLine> lines, ToLongFunction<LibraryLine> size) {
    List<LibraryLine> shown =
        lines.stream()
            .filter(line -> size.applyAsLong(line) > 0)
            .sorted(Comparator.comparingLong(size).reversed())
            .toList();
    List<Treemap.Place> places =
        Treemap.of(shown.stream().map(size::applyAsLong).toList(), WIDTH, HEIGHT);
    page.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" aria-label=\"%s\">%n",
            WIDTH,
            HEIGHT,
            WIDTH,
            "files by memory"));
    for (int i = 0; i < shown.size(); i++) {
      place(shown.get(i), size.applyAsLong(shown.get(i)), places.get(i));
    }
    page.append("</svg>\n");
  }

  private void place(LibraryLine line, long bytes, Treemap.Place place) {
    String name = line.path().substring(line.path().lastIndexOf('/') + 1);
    page.append(
        String.format(
            Locale.ROOT,
            "<g><title>%s: %s</title><rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\""
                + " height=\"%.1f\"/>",
            Escape.markup(line.path()),
            ByteUnit.inText(bytes),
            line.group() == 0 ? "own" : "late",
            place.x(),
            place.y(),
            place.width(),
            place.height()));
    if (place.width() >= NAMED_WIDTH && place.height() >= NAMED_HEIGHT) {
      int room = (int) ((place.width() - 2 * INSET) / CHARACTER);
      page.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%.1f\">%s</text>",
              place.x() + INSET,
              place.y() + BASELINE,
              Escape.markup(
                  name.length() <= room ? name : name.substring(0, Math.max(1, room - 1)) + "…")));
    }
    page.append("</g>\n");
  }

  private void table(List<LibraryLine> lines) {
    // It is moved with keys, too, where it is wider than the screen.
    page.append(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Files\"><table>\n<tr>");
    for (Column<LibraryLine> column : LibrariesTable.SPEC.columns()) {
      cell("th", column, column.title(), column.meaning());
    }
    page.append("</tr>\n");
    for (LibraryLine line : lines) {
      page.append("<tr>");
      for (Column<LibraryLine> column : LibrariesTable.SPEC.columns()) {
        boolean bytes = column.kind() == Column.Kind.BYTES && column.isKnown(line);
        cell("td", column, bytes ? ByteUnit.inText(column.number(line)) : column.words(line), "");
      }
      page.append("</tr>\n");
    }
    page.append("</table></div>\n");
  }

  private void cell(String name, Column<LibraryLine> column, String text, String meaning) {
    page.append('<').append(name);
    if (column.kind() == Column.Kind.TEXT) {
      page.append(" class=\"text\"");
    }
    if (!meaning.isEmpty()) {
      page.append(" title=\"").append(Escape.markup(meaning)).append('"');
    }
    page.append('>').append(Escape.markup(text)).append("</").append(name).append('>');
  }
}
