package dev.fathom.report.neighbourhood;

import dev.fathom.analysis.neighbourhood.Neighbourhood;
import dev.fathom.analysis.neighbourhood.Neighbourhood.Arrow;
import dev.fathom.analysis.neighbourhood.Neighbourhood.Fold;
import dev.fathom.analysis.neighbourhood.Neighbourhood.Node;
import dev.fathom.ask.graph.GraphAnswer;
import dev.fathom.model.dialect.ObjectPart;
import dev.fathom.model.object.Detail;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The surroundings of an object as SVG: a column for each step, what leads to the object at its
/// left.
public final class NeighbourhoodSvg {
  private static final int BOX = 244;
  private static final int BETWEEN = 140;
  private static final int MARGIN = 30;
  private static final int LINE = 15;
  private static final int PAD = 6;
  private static final int APART = 18;
  private static final int LETTERS = 34;
  private static final int LABEL_LETTERS = 17;
  private static final int LABEL_ABOVE = 4;
  private static final int LONGEST_TITLE = 400;

  private final GraphAnswer answer;
  private final Neighbourhood around;
  private final boolean legend;
  private final List<Box> boxes = new ArrayList<>();
  private final StringBuilder svg = new StringBuilder();
  private int width;
  private int height;

  /// Something with a frame.
  ///
  /// @param node its place among the nodes, or -1 for what is folded
  /// @param beside the node that what is folded stands beside
  private record Box(
      int node, int beside, int column, List<List<String>> sections, int x, int y, int height) {
    Box at(int left, int top) {
      return new Box(node, beside, column, sections, left, top, height);
    }

    int middle() {
      return y + height / 2;
    }
  }

  private NeighbourhoodSvg(GraphAnswer answer, boolean legend) {
    this.answer = answer;
    this.around = answer.around();
    this.legend = legend;
  }

  /// {@return the text of it, for a file}
  public static String of(GraphAnswer answer) {
    return new NeighbourhoodSvg(answer, true).text();
  }

  /// {@return the text of it, for a page that says below it what its words mean, and offers more}
  static String inPage(GraphAnswer answer) {
    return new NeighbourhoodSvg(answer, false).text();
  }

  private String text() {
    place();
    draw();
    return svg.toString();
  }

  private void place() {
    Map<Integer, List<Box>> columns = new TreeMap<>();
    hang(0, false, columns);
    hang(0, true, columns);
    columns.computeIfAbsent(0, _ -> new ArrayList<>()).add(node(0));
    for (List<Box> column : columns.values()) {
      int tall = column.stream().mapToInt(box -> box.height() + APART).sum();
      height = Math.max(height, tall);
    }
    height += 2 * MARGIN + 2 * LINE;
    int x = MARGIN;
    for (List<Box> column : columns.values()) {
      int tall = column.stream().mapToInt(box -> box.height() + APART).sum() - APART;
      int y = (height - LINE - tall) / 2;
      for (Box box : column) {
        boxes.add(box.at(x, y));
        y += box.height() + APART;
      }
      x += BOX + BETWEEN;
    }
    width = x - BETWEEN / 2 + MARGIN;
  }

  /// Puts what stands beside a node into the columns, each followed by what stands beside it.
  private void hang(int node, boolean holders, Map<Integer, List<Box>> columns) {
    List<Node> nodes = around.nodes();
    for (int other = 1; other < nodes.size(); other++) {
      if (nodes.get(other).via() == node && nodes.get(other).steps() < 0 == holders) {
        columns.computeIfAbsent(nodes.get(other).steps(), _ -> new ArrayList<>()).add(node(other));
        hang(other, holders, columns);
      }
    }
    for (Fold fold : around.folds()) {
      if (fold.node() == node && fold.holders() == holders) {
        int column = nodes.get(node).steps() + (holders ? -1 : 1);
        columns
            .computeIfAbsent(column, _ -> new ArrayList<>())
            .add(
                new Box(
                    -1,
                    node,
                    column,
                    List.of(List.of("… " + NodeWords.fold(fold))),
                    0,
                    0,
                    LINE + 2 * PAD));
      }
    }
  }

  private Box node(int at) {
    Node node = around.nodes().get(at);
    List<Detail> details = answer.details(node);
    List<List<String>> sections = new ArrayList<>();
    List<String> head = new ArrayList<>();
    head.add("(" + (at + 1) + ") " + node.type());
    if (node.steps() <= 0 || node.root()) {
      head.add(node.path());
    }
    head.add(NodeWords.address(node));
    head.add(NodeWords.sizes(node));
    head.add(NodeWords.references(node) + (node.root() ? ", held from outside" : ""));
    sections.add(head);
    for (ObjectPart part : ObjectPart.values()) {
      List<String> rows = new ArrayList<>();
      for (Detail detail : details) {
        if (detail.part() == part) {
          rows.add(NodeWords.detail(detail));
        }
      }
      if (!rows.isEmpty()) {
        if (part != ObjectPart.WHOLE) {
          rows.addFirst(part.name().toLowerCase(Locale.ROOT) + ":");
        }
        sections.add(rows);
      }
    }
    int rows = sections.stream().mapToInt(List::size).sum();
    return new Box(at, -1, node.steps(), sections, 0, 0, rows * LINE + sections.size() * 2 * PAD);
  }

  private void draw() {
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                + " height=\"%d\" role=\"img\" font-family=\"ui-monospace, monospace\""
                + " font-size=\"11\">\n",
            width,
            height,
            width,
            height));
    title("What surrounds " + around.middle().path());
    svg.append("<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\"")
        .append(" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">")
        .append("<path d=\"M0 0L8 4L0 8z\" fill=\"#555\"/></marker></defs>\n")
        .append("<rect class=\"paper\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    around.arrows().forEach(this::arrow);
    for (Box box : boxes) {
      if (box.node() < 0) {
        folded(box);
      }
    }
    boxes.forEach(this::box);
    if (legend) {
      text(MARGIN, height - LINE, "start", "#555", "normal", NodeWords.legend(around));
    }
    svg.append("</svg>\n");
  }

  private Box of(int node) {
    return boxes.stream().filter(box -> box.node() == node).findFirst().orElseThrow();
  }

  private void arrow(Arrow arrow) {
    Box from = of(arrow.from());
    Box to = of(arrow.to());
    String label = Fit.line(NodeWords.label(arrow), LABEL_LETTERS);
    if (arrow.from() == arrow.to()) {
      int x = from.x() + BOX;
      int y = from.y() + PAD;
      path(
          String.format(
              Locale.ROOT,
              "M%d %dC%d %d %d %d %d %d",
              x - 40,
              from.y(),
              x - 40,
              y - 34,
              x + 34,
              y,
              x,
              y + 8));
      label(x - 10, from.y() - PAD, "start", label);
    } else if (to.column() > from.column()) {
      int x = from.x() + BOX;
      path(curve(x, from.middle(), to.x(), to.middle(), BETWEEN / 2));
      // Each of the many has its own place there: those that are referred to, or that refer.
      boolean left = to.column() <= 0;
      if (isBranch(arrow)) {
        label(
            left ? x + PAD : to.x() - 12,
            (left ? from.middle() : to.middle()) - LABEL_ABOVE,
            left ? "start" : "end",
            label);
      } else {
        label((x + to.x()) / 2, (from.middle() + to.middle()) / 2, "middle", label);
      }
    } else {
      boolean beside = to.column() == from.column();
      int x = beside ? from.x() + BOX : from.x();
      int end = to.x() + BOX;
      int fromY = from.middle() + PAD;
      int toY = to.middle() + PAD;
      path(
          beside
              ? String.format(
                  Locale.ROOT,
                  "M%d %dC%d %d %d %d %d %d",
                  x,
                  fromY,
                  x + 60,
                  fromY,
                  end + 60,
                  toY,
                  end,
                  toY)
              : curve(x, fromY, end, toY, -BETWEEN / 2));
      label(beside ? x + 48 : (x + end) / 2, (fromY + toY) / 2, beside ? "start" : "middle", label);
    }
  }

  private static String curve(int x, int y, int endX, int endY, int bend) {
    return String.format(
        Locale.ROOT, "M%d %dC%d %d %d %d %d %d", x, y, x + bend, y, endX - bend, endY, endX, endY);
  }

  private void path(String data) {
    svg.append("<path d=\"")
        .append(data)
        .append("\" fill=\"none\" stroke=\"#555\" marker-end=\"url(#tip)\"/>\n");
  }

  private void folded(Box box) {
    Box beside = of(box.beside());
    boolean holders = box.column() < beside.column();
    svg.append("<path d=\"")
        .append(
            holders
                ? curve(box.x() + BOX, box.middle(), beside.x(), beside.middle(), BETWEEN / 2)
                : curve(beside.x() + BOX, beside.middle(), box.x(), box.middle(), BETWEEN / 2))
        .append("\" fill=\"none\" stroke=\"#999\" stroke-dasharray=\"4 4\"/>\n");
  }

  private void box(Box box) {
    boolean middle = box.node() == 0;
    begin(box);
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\" fill=\"%s\""
                + " stroke=\"%s\"%s/>\n",
            box.x(),
            box.y(),
            BOX,
            box.height(),
            middle ? "#fdf3d8" : box.node() < 0 ? "#fafafa" : "#eef4fb",
            middle ? "#8a6d1f" : box.node() < 0 ? "#999" : "#4a6f94",
            box.node() < 0 ? " stroke-dasharray=\"4 4\"" : ""));
    int y = box.y();
    for (int section = 0; section < box.sections().size(); section++) {
      if (section > 0) {
        svg.append(
            String.format(
                Locale.ROOT, "<path d=\"M%d %dh%d\" stroke=\"#b8c7d6\"/>\n", box.x(), y, BOX));
      }
      y += PAD;
      List<String> rows = box.sections().get(section);
      for (int row = 0; row < rows.size(); row++) {
        y += LINE;
        boolean bold = section == 0 && row == 0 && box.node() >= 0;
        text(
            box.x() + PAD,
            y - LABEL_ABOVE,
            "start",
            box.node() < 0 ? "#555" : "#111",
            bold ? "bold" : "normal",
            Fit.line(rows.get(row), LETTERS));
      }
      y += PAD;
    }
    svg.append("</g>\n");
  }

  /// A box is a group of its own: a viewer shows its title where names are cut, and a page finds by
  /// its address which object it is.
  private void begin(Box box) {
    if (box.node() < 0) {
      svg.append("<g class=\"folded\">\n");
      title(box.sections().getFirst().getFirst());
      return;
    }
    Node node = around.nodes().get(box.node());
    svg.append(
        String.format(
            Locale.ROOT,
            "<g class=\"%s\" data-address=\"%s\">\n",
            box.node() == 0 ? "middle" : "object",
            NodeWords.address(node)));
    title(node.type() + "  " + node.path());
  }

  private void title(String text) {
    svg.append("<title>").append(Escape.markup(Fit.line(text, LONGEST_TITLE))).append("</title>\n");
  }

  private boolean isBranch(Arrow arrow) {
    Node from = around.nodes().get(arrow.from());
    Node to = around.nodes().get(arrow.to());
    return (to.steps() > 0 && to.via() == arrow.from())
        || (from.steps() < 0 && from.via() == arrow.to());
  }

  /// The name of an arrow, to be read also where others cross it.
  private void label(int x, int y, String anchor, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#333\" stroke=\"#fff\""
                + " stroke-width=\"3\" paint-order=\"stroke\">%s</text>\n",
            x,
            y,
            anchor,
            Escape.markup(text)));
  }

  private void text(int x, int y, String anchor, String fill, String weight, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\" font-weight=\"%s\">%s</text>\n",
            x,
            y,
            anchor,
            fill,
            weight,
            Escape.markup(text)));
  }
}
