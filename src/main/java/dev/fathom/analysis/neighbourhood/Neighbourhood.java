package dev.fathom.analysis.neighbourhood;

import dev.fathom.analysis.Analysis;
import java.util.List;

/// An object, what refers to it and what it refers to, some steps far, as a drawing shows it.
///
/// @param nodes the objects that are drawn, the one in the middle first
/// @param arrows all references from one of them to another
/// @param folds what is not drawn
public record Neighbourhood(List<Node> nodes, List<Arrow> arrows, List<Fold> folds) {
  /// How many objects are drawn where nobody says.
  public static final int USUAL_NODES = 24;

  /// How many steps it goes where nobody says.
  public static final int USUAL_STEPS = 2;

  public static final int MOST_NODES = 200;
  public static final int MOST_STEPS = 10;

  /// An object.
  ///
  /// @param object its number
  /// @param steps how many away from the one in the middle: below 0 for what leads to it
  /// @param via the node beside which it was found; 0 for the one in the middle itself
  /// @param type qualified, of the target's choosing
  /// @param path the expression for it, of the target's choosing
  /// @param root whether something outside all objects holds it
  /// @param shallow in bytes, like `retained`
  /// @param counted how many references its runtime counts; 0 where that is not known
  /// @param immortal whether so many that it never goes
  /// @param seen how many references of objects lead to it
  public record Node(
      int object,
      int steps,
      int via,
      String type,
      long address,
      String path,
      boolean root,
      long shallow,
      long retained,
      long counted,
      boolean immortal,
      long seen) {}

  /// References from one node to another; the numbers are places in [#nodes].
  ///
  /// @param label how the first of them is spelled; of the target's choosing
  /// @param times how many there are
  public record Arrow(int from, int to, String label, long times) {}

  /// Objects beside a node that are not drawn.
  ///
  /// @param node its place in [#nodes]
  /// @param holders whether they refer to it; else it refers to them
  /// @param type of all of them; empty where they are of several
  /// @param count how many objects
  public record Fold(int node, boolean holders, String type, long count) {}

  public Neighbourhood {
    nodes = List.copyOf(nodes);
    arrows = List.copyOf(arrows);
    folds = List.copyOf(folds);
  }

  /// {@return what surrounds an object} **Cost**: some nanoseconds an edge for each step, and a bit
  /// an object.
  ///
  /// @param steps how far, to either side
  /// @param most how many objects are drawn
  public static Neighbourhood of(Analysis analysis, int object, int steps, int most) {
    return new NeighbourSearch(analysis, most).around(object, steps);
  }

  /// {@return the node in the middle}
  public Node middle() {
    return nodes.getFirst();
  }
}
