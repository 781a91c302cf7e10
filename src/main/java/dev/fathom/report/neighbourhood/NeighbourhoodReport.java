package dev.fathom.report.neighbourhood;

import dev.fathom.analysis.neighbourhood.Neighbourhood;
import dev.fathom.analysis.neighbourhood.Neighbourhood.Arrow;
import dev.fathom.analysis.neighbourhood.Neighbourhood.Fold;
import dev.fathom.analysis.neighbourhood.Neighbourhood.Node;
import dev.fathom.ask.graph.GraphAnswer;
import dev.fathom.model.object.Detail;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import java.util.ArrayList;
import java.util.List;

/// The surroundings of an object on a terminal: what refers to it above its box, as a tree that
/// grows upwards, and below it what it refers to.
public final class NeighbourhoodReport {
  /// Of one object, to others that are drawn elsewhere.
  private static final int MOST_CROSSING = 6;

  private static final int LONGEST_LABEL = 36;
  private static final int WIDEST_BOX = 72;

  private final GraphAnswer answer;
  private final Neighbourhood around;
  private final Style style;
  private final int width;
  private final List<String> lines = new ArrayList<>();

  /// What hangs from a node in the tree.
  ///
  /// @param text of the line
  /// @param node whose own line it is, and that goes on; -1 for none
  private record Hanging(String text, int node) {}

  private NeighbourhoodReport(GraphAnswer answer, Style style, int width) {
    this.answer = answer;
    this.around = answer.around();
    this.style = style;
    this.width = width;
  }

  /// {@return lines of at most `width` characters}
  public static List<String> lines(GraphAnswer answer, Style style, int width) {
    NeighbourhoodReport report = new NeighbourhoodReport(answer, style, width);
    report.all();
    return report.lines;
  }

  private void all() {
    List<String> above = new ArrayList<>();
    hang(0, true, "  ", above);
    for (String line : above.reversed()) {
      add(turned(line));
    }
    if (!above.isEmpty()) {
      add("  ▼");
    }
    middle();
    List<String> below = new ArrayList<>();
    hang(0, false, "  ", below);
    below.forEach(this::add);
    lines.add("");
    for (String line : Fit.text(NodeWords.legend(around), width)) {
      lines.add(style.dim(line));
    }
  }

  private void add(String line) {
    lines.add(Fit.line(line, width));
  }

  /// The last branch of a tree that grows downwards is the first of one that grows upwards.
  private static String turned(String line) {
    int end = line.indexOf('└');
    return end >= 0 && line.substring(0, end).replace('│', ' ').isBlank()
        ? line.substring(0, end) + "┌" + line.substring(end + 1)
        : line;
  }

  private void middle() {
    Node node = around.middle();
    List<Detail> details = answer.details(node);
    String title = "(1) " + Escape.terminal(node.type());
    String name = Escape.terminal(node.path());
    String counts =
        NodeWords.address(node)
            + "  "
            + NodeWords.sizes(node)
            + "  "
            + NodeWords.references(node)
            + outside(node);
    if (NodeWords.isParted(details)) {
      add(title + "  " + name);
      add(counts);
      PartedBox.lines("head " + NodeWords.address(node), answer.dialect(node), details, width)
          .forEach(this::add);
      return;
    }
    List<String> rows = new ArrayList<>(List.of(name, counts));
    details.forEach(detail -> rows.add(Escape.terminal(NodeWords.detail(detail))));
    int box = Math.min(WIDEST_BOX, width);
    String top = Fit.line(" " + title + " ", box - 2);
    add("┌" + style.bold(top) + "─".repeat(Math.max(0, box - 2 - Fit.length(top))) + "┐");
    for (String row : rows) {
      String text = Fit.line(" " + row, box - 2);
      add("│" + text + " ".repeat(Math.max(0, box - 2 - Fit.length(text))) + "│");
    }
    add("└" + "─".repeat(box - 2) + "┘");
  }

  private static String outside(Node node) {
    return node.root() ? "  held from outside" : "";
  }

  /// Writes what hangs from a node, as a tree that grows downwards.
  private void hang(int node, boolean holders, String indent, List<String> out) {
    List<Hanging> hanging = hanging(node, holders);
    for (int at = 0; at < hanging.size(); at++) {
      boolean last = at + 1 == hanging.size();
      Hanging each = hanging.get(at);
      out.add(indent + (last ? "└" : "├") + each.text());
      if (each.node() >= 0) {
        hang(each.node(), holders, indent + (last ? "   " : "│  "), out);
      }
    }
  }

  private List<Hanging> hanging(int node, boolean holders) {
    List<Hanging> hanging = new ArrayList<>();
    List<Arrow> crossing = new ArrayList<>();
    for (Arrow arrow : around.arrows()) {
      int other = holders ? arrow.from() : arrow.to();
      if (node == (holders ? arrow.to() : arrow.from()) && isBranch(node, other, holders)) {
        String label = shortened(Escape.terminal(NodeWords.label(arrow)));
        hanging.add(
            new Hanging(
                (holders ? "◀─ " : "─ ")
                    + label
                    + (holders ? " ── " : " ─▶ ")
                    + text(other, holders),
                other));
      } else if (arrow.from() == node && isCrossing(arrow, holders)) {
        crossing.add(arrow);
      }
    }
    for (Arrow arrow : crossing.subList(0, Math.min(MOST_CROSSING, crossing.size()))) {
      String label = shortened(Escape.terminal(NodeWords.label(arrow)));
      hanging.add(new Hanging("─ " + label + " ─▶ " + again(node, arrow.to()), -1));
    }
    if (crossing.size() > MOST_CROSSING) {
      hanging.add(
          new Hanging(
              "─ and " + (crossing.size() - MOST_CROSSING) + " more arrows to what is drawn", -1));
    }
    for (Fold fold : around.folds()) {
      if (fold.node() == node && fold.holders() == holders) {
        hanging.add(
            new Hanging((holders ? "◀─ … " : "─ … ") + Escape.terminal(NodeWords.fold(fold)), -1));
      }
    }
    return hanging;
  }

  /// Where a step is spelled with the way to it, its end tells more than its beginning.
  private static String shortened(String label) {
    return Fit.middle(label, LONGEST_LABEL, 0);
  }

  private boolean isBranch(int node, int other, boolean holders) {
    Node there = around.nodes().get(other);
    return other != 0 && there.via() == node && there.steps() < 0 == holders;
  }

  /// Whether an arrow is no branch of the tree that is being written, and of neither tree.
  private boolean isCrossing(Arrow arrow, boolean holders) {
    Node from = around.nodes().get(arrow.from());
    Node to = around.nodes().get(arrow.to());
    boolean mine = arrow.from() == 0 ? !holders : from.steps() < 0 == holders;
    boolean branch =
        (to.steps() > 0 && to.via() == arrow.from() && from.steps() >= 0)
            || (from.steps() < 0 && from.via() == arrow.to() && to.steps() <= 0);
    return mine && !branch;
  }

  private String text(int node, boolean holder) {
    Node each = around.nodes().get(node);
    String text =
        "("
            + (node + 1)
            + ") "
            + Escape.terminal(each.type())
            + value(each)
            + "  "
            + NodeWords.references(each)
            + outside(each);
    return holder ? text + "  " + Escape.terminal(each.path()) : text;
  }

  /// What it holds, where that was asked for.
  private String value(Node node) {
    return answer.details(node).stream()
        .filter(detail -> detail.name().equals("value"))
        .map(detail -> " " + Escape.terminal(detail.value()))
        .findFirst()
        .orElse("");
  }

  private String again(int from, int to) {
    return from == to
        ? "itself"
        : "("
            + (to + 1)
            + ") "
            + Escape.terminal(around.nodes().get(to).type())
            + ", drawn elsewhere";
  }
}
