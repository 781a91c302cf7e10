package dev.fathom.export.chrome;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.Entries;
import dev.fathom.model.Findings;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that is outside the objects, the root first: DevTools counts its distances from those nodes
/// below it that are not synthetic, which are the modules and running functions of a language, the
/// libraries and the threads. Behind the synthetic ones is what no name of the program's leads to.
///
/// From here lead edges to all objects that another one's going does not free, and to no others: so
/// the dominators are the same.
final class Outside {
  /// DevTools knows it by this name.
  private static final String COLLECTOR = "(GC roots)";

  private static final String STATIC = "(static objects, and those that all share)";
  private static final String UNSEEN = "(held from nowhere that shows)";
  private static final String SEVERAL = "(held by several, none alone)";
  private static final String SMALLER = "(smaller ones, by type)";
  private static final String UNHELD = "(memory that no object holds)";

  private static final String OF_LIBRARY = ": ";
  private static final String OF_THREAD = "'s ";

  private final List<OuterNode> nodes = new ArrayList<>();
  private final Map<String, OuterNode> holders = new LinkedHashMap<>();
  private final OuterNode root = add(NodeType.SYNTHETIC, "", 0);
  private final OuterNode collector = below(root, NodeType.SYNTHETIC, COLLECTOR, 0);
  private @Nullable OuterNode smaller;

  private Outside() {}

  /// Finds it. **Cost**: that of [UnheldMemory].
  static Outside of(Analysis analysis, OwnNodes own) {
    Findings findings = analysis.findings();
    Outside outside = new Outside();
    if (own.someTogether()) {
      outside.smaller = outside.below(outside.collector, NodeType.SYNTHETIC, SMALLER, 0);
    }
    BitSet unnamed = outside.addNamed(analysis);
    outside.addUnnamed(analysis, own, unnamed);
    OuterNode unheld = outside.below(outside.root, NodeType.SYNTHETIC, UNHELD, 0);
    UnheldMemory.of(analysis)
        .groups()
        .forEach((group, bytes) ->
            outside.below(
                unheld, NodeType.NATIVE, group.label(findings.dialect(), findings), bytes));
    return outside;
  }

  private OuterNode add(NodeType type, String name, long bytes) {
    OuterNode node = new OuterNode(nodes.size(), type, name, bytes);
    nodes.add(node);
    return node;
  }

  private OuterNode below(OuterNode above, NodeType type, String name, long bytes) {
    OuterNode node = add(type, name, bytes);
    above.add(node);
    return node;
  }

  /// {@return the objects that stay whatever goes, and that nothing with a name holds}
  private BitSet addNamed(Analysis analysis) {
    BitSet unnamed = new BitSet();
    for (int object : analysis.entries().lasting(analysis.findings())) {
      unnamed.set(object);
    }
    for (Entries.Entry entry : analysis.entries().all()) {
      switch (entry.kind()) {
        case MODULE, FUNCTION -> root.hold(entry.path(), entry.object());
        case LIBRARY -> hold(entry, OF_LIBRARY);
        case STACK -> hold(entry, OF_THREAD);
        case STATIC, UNSEEN -> {
          continue;
        }
      }
      unnamed.clear(entry.object());
    }
    return unnamed;
  }

  /// A title of a holder is the library or the thread, and what of it holds the object.
  private void hold(Entries.Entry entry, String between) {
    String title = entry.path();
    int end = title.indexOf(between);
    String holder = end < 0 ? title : title.substring(0, end);
    String part = end < 0 ? title : title.substring(end + between.length());
    OuterNode node = holders.computeIfAbsent(holder, name -> below(root, NodeType.NATIVE, name, 0));
    node.hold(part, entry.object());
  }

  private void addUnnamed(Analysis analysis, OwnNodes own, BitSet unnamed) {
    OuterNode unseen = below(collector, NodeType.SYNTHETIC, UNSEEN, 0);
    OuterNode statics = below(collector, NodeType.SYNTHETIC, STATIC, 0);
    BitSet lasting = new BitSet();
    for (Entries.Entry entry : analysis.entries().all()) {
      lasting.set(entry.object());
      if (entry.kind() == Entries.Kind.UNSEEN && unnamed.get(entry.object())) {
        unseen.hold(entry.object());
        unnamed.clear(entry.object());
      }
    }
    lasting.or(unnamed);
    unnamed.stream().forEach(statics::hold);
    if (own.someTogether()) {
      // Of the ways to them some lead through objects that have no node.
      OuterNode several = below(collector, NodeType.SYNTHETIC, SEVERAL, 0);
      Dominators dominators = analysis.dominators();
      for (int place = 0; place < own.count(); place++) {
        int object = own.object(place);
        if (dominators.of(object) == Dominators.OUTSIDE && !lasting.get(object)) {
          several.hold(object);
        }
      }
    }
  }

  /// {@return all its nodes; their numbers are their places}
  List<OuterNode> nodes() {
    return nodes;
  }

  /// Whether a node is the one that leads to what has no node of its own and no other object keeps.
  boolean isSmaller(OuterNode node) {
    return node == smaller;
  }
}
