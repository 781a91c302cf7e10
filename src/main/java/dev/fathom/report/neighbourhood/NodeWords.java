package dev.fathom.report.neighbourhood;

import dev.fathom.analysis.neighbourhood.Neighbourhood;
import dev.fathom.analysis.neighbourhood.Neighbourhood.Arrow;
import dev.fathom.analysis.neighbourhood.Neighbourhood.Fold;
import dev.fathom.analysis.neighbourhood.Neighbourhood.Node;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.dialect.ObjectPart;
import dev.fathom.model.object.Detail;
import java.util.List;
import java.util.Locale;

/// How the parts of the drawing are called, on a terminal and in SVG alike. Not escaped.
final class NodeWords {
  private NodeWords() {}

  /// {@return how many references lead to an object: what its runtime counts, and what was seen
  /// where that is not the same}
  static String references(Node node) {
    if (node.immortal()) {
      return String.format(Locale.ROOT, "immortal, %,d seen", node.seen());
    }
    if (node.counted() == 0) {
      return String.format(Locale.ROOT, "%,d seen", node.seen());
    }
    return node.counted() == node.seen()
        ? String.format(Locale.ROOT, "refs %,d", node.counted())
        : String.format(Locale.ROOT, "refs %,d, %,d seen", node.counted(), node.seen());
  }

  static String sizes(Node node) {
    String own = String.format(Locale.ROOT, "%,d B", node.shallow());
    return node.retained() == node.shallow()
        ? own
        : own + ", keeps " + ByteUnit.inText(node.retained());
  }

  static String address(Node node) {
    return "0x" + Long.toHexString(node.address());
  }

  static String label(Arrow arrow) {
    String label = arrow.label().strip();
    return arrow.times() == 1
        ? label
        : String.format(Locale.ROOT, "%s … ×%,d", label, arrow.times()).strip();
  }

  static String fold(Fold fold) {
    return fold.type().isEmpty()
        ? String.format(Locale.ROOT, "%,d more, of other types", fold.count())
        : String.format(Locale.ROOT, "%,d more %s", fold.count(), fold.type());
  }

  /// {@return a detail as its tool prints it}
  static String detail(Detail detail) {
    return detail.name() + " = " + detail.value();
  }

  /// Whether an object is told in pieces that stand apart.
  static boolean isParted(List<Detail> details) {
    return details.stream().anyMatch(detail -> detail.part() != ObjectPart.WHOLE);
  }

  /// {@return what a drawing says below it}
  static String legend(Neighbourhood around) {
    long folded = around.folds().stream().mapToLong(Fold::count).sum();
    String legend =
        "refs: how many references the runtime counts; seen: how many of objects were found.";
    return folded == 0
        ? legend
        : legend
            + " Not all is drawn, and of what is alike little: --nodes N draws more, --depth N goes"
            + " further.";
  }
}
