package dev.fathom.export.picture;

import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// Writes an SVG of boxes, as it goes. Each says in its title, which browsers show, what it is.
public final class SvgDrawing {
  public static final double WIDTH = 1200;
  public static final int MARGIN = 10;

  /// Above the picture.
  public static final int TOP = 44;

  static final String HATCHED = "url(#hatched)";
  static final String DOTTED = "url(#dotted)";

  private static final double CHARACTER = 6.6;
  private static final double INDENT = 3;
  private static final int BASELINE = 12;
  private static final int LEAST_CHARACTERS = 3;

  private final OutputStream out;
  private long boxes;

  private SvgDrawing(OutputStream out) {
    this.out = out;
  }

  /// Begins one.
  ///
  /// @param height of the picture, to which what stands above it is added
  /// @param what is drawn
  public static SvgDrawing begin(OutputStream out, int height, String title, String what)
      throws IOException {
    SvgDrawing drawing = new SvgDrawing(out);
    drawing.put(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="%1$.0f" height="%2$d" \
            viewBox="0 0 %1$.0f %2$d" font-family="monospace" font-size="11">
            <style>rect { stroke: white; stroke-width: 0.5 } text { pointer-events: none }</style>
            <pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse">\
            <path d="M0 6L6 0" stroke="white" stroke-width="1.5"/></pattern>
            <pattern id="dotted" width="5" height="5" patternUnits="userSpaceOnUse">\
            <circle cx="2" cy="2" r="1" fill="white"/></pattern>
            <rect width="100%%" height="100%%" fill="white"/>
            <text x="%3$d" y="18" font-size="14">%4$s</text>
            <text x="%3$d" y="34">%5$s</text>
            """,
            WIDTH,
            TOP + height + MARGIN,
            MARGIN,
            Escape.markup(title),
            Escape.markup(what)));
    return drawing;
  }

  /// Draws a box, and in it as much of a label as there is room for.
  public void box(
      double x, double y, double width, double height, String fill, String title, String label)
      throws IOException {
    box(x, y, width, height, List.of(fill), title, label);
  }

  /// The same in the colour of an account.
  void box(double x, double y, double width, double height, Paint paint, String title, String label)
      throws IOException {
    box(x, y, width, height, paint.fills(), title, label);
  }

  private void box(
      double x,
      double y,
      double width,
      double height,
      List<String> fills,
      String title,
      String label)
      throws IOException {
    boxes++;
    put("<g><title>" + Escape.markup(title) + "</title>");
    for (String fill : fills) {
      put(rectangle(x, y, width, height, fill));
    }
    if (height >= BASELINE) {
      text(x + INDENT, y + BASELINE, width - 2 * INDENT, label);
    }
    put("</g>\n");
  }

  /// Writes a text, cut to its room.
  void text(double x, double y, double width, String text) throws IOException {
    int room = (int) (width / CHARACTER);
    if (room >= LEAST_CHARACTERS && !text.isEmpty()) {
      put(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%.1f\">%s</text>",
              x,
              y,
              Escape.markup(Fit.line(text, room))));
    }
  }

  private static String rectangle(double x, double y, double width, double height, String fill) {
    return String.format(
        Locale.ROOT,
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
        x,
        y,
        width,
        height,
        fill);
  }

  /// Ends it.
  ///
  /// @return how many boxes it has
  public long end() throws IOException {
    put("</svg>\n");
    return boxes;
  }

  private void put(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
