package dev.fathom.analysis.neighbourhood;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.graph.Steps;
import dev.fathom.analysis.neighbourhood.Neighbourhood.Arrow;
import dev.fathom.analysis.neighbourhood.Neighbourhood.Fold;
import dev.fathom.analysis.neighbourhood.Neighbourhood.Node;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.PathSyntax;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Goes from an object to its neighbours, level after level, to both sides, as long as there is
/// room.
final class NeighbourSearch {
  /// Beside one node, to one side.
  private static final int MOST_BESIDE = 8;

  /// Kinds of what is not drawn, beside one node.
  private static final int MOST_FOLDS = 3;

  private final Analysis analysis;
  private final Findings findings;
  private final EdgeTable edges;
  private final ObjectTable objects;
  private final OwnerPaths paths;
  private final int most;

  private final List<Found> found = new ArrayList<>();
  private final Map<Integer, Integer> places = new HashMap<>();
  private final List<Fold> folds = new ArrayList<>();

  /// An object that is drawn, and beside which.
  private record Found(int object, int steps, int via) {}

  NeighbourSearch(Analysis analysis, int most) {
    this.analysis = analysis;
    this.findings = analysis.findings();
    this.edges = findings.references().edges();
    this.objects = findings.objects();
    this.paths = analysis.paths();
    this.most = most;
  }

  Neighbourhood around(int object, int steps) {
    add(object, 0, 0);
    List<Integer> holders = List.of(0);
    List<Integer> referred = List.of(0);
    for (int step = 1; step <= steps; step++) {
      // The nearer ones of one side must not take all the room.
      int room = most - found.size();
      holders = above(holders, -step, room / 2);
      referred = below(referred, step, most - found.size());
    }
    return connected();
  }

  private int add(int object, int steps, int via) {
    places.put(object, found.size());
    found.add(new Found(object, steps, via));
    return found.size() - 1;
  }

  private List<Integer> above(List<Integer> nodes, int steps, int room) {
    Map<Integer, AlikeNeighbours> around = new LinkedHashMap<>();
    BitSet wanted = new BitSet();
    for (int node : nodes) {
      around.put(found.get(node).object(), new AlikeNeighbours());
      wanted.set(found.get(node).object());
    }
    Map<Integer, Integer> last = new HashMap<>();
    if (!wanted.isEmpty()) {
      for (int source = 0; source < objects.count(); source++) {
        int end = edges.first(source + 1);
        for (int edge = edges.first(source); edge < end; edge++) {
          int target = edges.target(edge);
          if (wanted.get(target) && !isKey(edge) && !places.containsKey(source)) {
            Integer before = last.put(target, source);
            AlikeNeighbours beside = around.get(target);
            if ((before == null || before != source) && beside != null) {
              beside.add(source, objects.type(source));
            }
          }
        }
      }
    }
    around.forEach((target, beside) -> {
      if (paths.by(target) >= 0) {
        int owner = paths.sourceOf(paths.by(target));
        if (!places.containsKey(owner)) {
          beside.prefer(owner, objects.type(owner));
        }
      }
    });
    return take(nodes, around, steps, room);
  }

  private List<Integer> below(List<Integer> nodes, int steps, int room) {
    Map<Integer, AlikeNeighbours> around = new LinkedHashMap<>();
    for (int node : nodes) {
      int object = found.get(node).object();
      AlikeNeighbours beside = new AlikeNeighbours();
      BitSet met = new BitSet();
      int end = edges.first(object + 1);
      for (int edge = edges.first(object); edge < end; edge++) {
        int target = edges.target(edge);
        if (!met.get(target) && !isKey(edge) && !places.containsKey(target)) {
          met.set(target);
          beside.add(target, objects.type(target));
        }
      }
      around.put(object, beside);
    }
    return take(nodes, around, steps, room);
  }

  /// Draws some of the neighbours of each node, and folds the others.
  private List<Integer> take(
      List<Integer> nodes, Map<Integer, AlikeNeighbours> around, int steps, int room) {
    List<Integer> taken = new ArrayList<>();
    int left = room;
    int nodesLeft = nodes.size();
    for (int node : nodes) {
      AlikeNeighbours beside = around.get(found.get(node).object());
      if (beside != null) {
        int share = Math.min(MOST_BESIDE, (left + nodesLeft - 1) / nodesLeft);
        for (int object : beside.take(share)) {
          if (!places.containsKey(object)) { // else an arrow shows it
            taken.add(add(object, steps, node));
            left--;
          }
        }
        fold(node, steps < 0, beside.rest());
      }
      nodesLeft--;
    }
    return taken;
  }

  private void fold(int node, boolean holders, List<AlikeNeighbours.OfType> rest) {
    for (AlikeNeighbours.OfType alike :
        rest.size() <= MOST_FOLDS ? rest : rest.subList(0, MOST_FOLDS - 1)) {
      folds.add(new Fold(node, holders, typeName(alike.type()), alike.count()));
    }
    if (rest.size() > MOST_FOLDS) {
      long others =
          rest.subList(MOST_FOLDS - 1, rest.size()).stream()
              .mapToLong(AlikeNeighbours.OfType::count)
              .sum();
      folds.add(new Fold(node, holders, "", others));
    }
  }

  /// Once it is known what is drawn: all arrows, and how many lead to each from wherever.
  private Neighbourhood connected() {
    BitSet drawn = new BitSet();
    found.forEach(each -> drawn.set(each.object()));
    long[] seen = new long[found.size()];
    Map<Long, Arrow> arrows = new LinkedHashMap<>();
    for (int source = 0; source < objects.count(); source++) {
      boolean inside = drawn.get(source);
      int end = edges.first(source + 1);
      for (int edge = edges.first(source); edge < end; edge++) {
        if (drawn.get(edges.target(edge))) {
          int to = place(edges.target(edge));
          seen[to]++;
          if (inside && !isKey(edge)) {
            arrow(arrows, place(source), to, edge);
          }
        }
      }
    }
    List<Node> nodes = new ArrayList<>();
    for (int node = 0; node < found.size(); node++) {
      nodes.add(node(found.get(node), seen[node]));
    }
    return new Neighbourhood(nodes, new ArrayList<>(arrows.values()), folds);
  }

  /// Whether an edge leads to a key of a table that is nothing but data: it names the arrow to what
  /// is kept under it, and is not drawn itself.
  private boolean isKey(int edge) {
    int target = edges.target(edge);
    int kind = edges.kind(edge);
    if (edges.first(target) < edges.first(target + 1) || kind == EdgeKind.INDEX.code()) {
      return false;
    }
    return kind == EdgeKind.FIELD.code()
        ? syntax(target).leadsToKey(spell(edge))
        : edges.name(edge) == target;
  }

  private PathSyntax syntax(int object) {
    return findings.types().get(objects.type(object)).dialect().paths();
  }

  private String spell(int edge) {
    return Steps.spell(findings, syntax(edges.target(edge)), edge);
  }

  private int place(int object) {
    Integer place = places.get(object);
    return place == null ? 0 : place;
  }

  private void arrow(Map<Long, Arrow> arrows, int from, int to, int edge) {
    long pair = ((long) from << Integer.SIZE) | to;
    Arrow known = arrows.get(pair);
    if (known == null) {
      arrows.put(pair, new Arrow(from, to, spell(edge), 1));
    } else {
      arrows.put(pair, new Arrow(from, to, known.label(), known.times() + 1));
    }
  }

  private Node node(Found each, long seen) {
    int object = each.object();
    return new Node(
        object,
        each.steps(),
        each.via(),
        typeName(objects.type(object)),
        objects.address(object),
        paths.path(object),
        paths.isRoot(object),
        objects.shallow(object),
        analysis.retained().bytes(object),
        objects.references(object),
        objects.immortal(object),
        seen);
  }

  private String typeName(int type) {
    return findings.types().get(type).qualifiedName();
  }
}
