package dev.fathom.export.stack;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.Retained;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Findings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Divides all objects among frames.
final class OwnerTreeBuilder {
  /// What keeps less than this part of all is told together with its like.
  private static final long SMALLEST_PART = 10_000;

  /// So many frames at most, but for those that tell the smaller ones.
  private static final int MOST_FRAMES = 5_000;

  private static final String HIDDEN = "[objects: who owns them is not known]";
  private static final String GARBAGE = "[garbage: nothing leads there]";

  private final Findings findings;
  private final Analysis analysis;
  private final NodeTree tree;

  OwnerTreeBuilder(Analysis analysis) {
    this.analysis = analysis;
    this.findings = analysis.findings();
    this.tree = new NodeTree(findings.objects().count());
  }

  KeptFrames build() {
    if (findings.ownersHidden()) {
      byType(HIDDEN);
      return kept(List.of("a heap that was not read may hold the objects: they are told by type"));
    }
    Owners owners = analysis.owners();
    StepNames steps = new StepNames(findings, analysis.paths());
    long least = Math.max(1, analysis.retained().bytes(Owners.ALL) / SMALLEST_PART);
    new LargeOwners(owners, steps, tree, least).divide();
    new AlikeObjects(analysis, steps, tree).tell();
    byType(GARBAGE);
    return kept(List.of());
  }

  /// Tells what has no node yet by its types.
  private void byType(String called) {
    Map<Integer, StackNode> byType = new HashMap<>();
    for (int object = 0; object < findings.objects().count(); object++) {
      if (!tree.has(object)) {
        StackNode above =
            byType.computeIfAbsent(NodeTree.NO_TYPE, none -> typed(tree.root(), none, called));
        tree.put(
            object,
            byType.computeIfAbsent(findings.objects().type(object), type -> typed(above, type, ""))
                .number);
      }
    }
  }

  private StackNode typed(StackNode above, int type, String called) {
    List<String> steps = called.isEmpty() ? List.of() : List.of(called);
    return tree.add(above, StackNode.Form.TYPE, type, called, steps, NodeTree.NONE);
  }

  private KeptFrames kept(List<String> notes) {
    addUp();
    long limit = limit();
    FrameNames names =
        new FrameNames(findings, analysis.paths(), new StepNames(findings, analysis.paths()));
    List<StackFrame> frames = new ArrayList<>();
    int[] frameOf = new int[tree.nodes().size()];
    Map<Integer, Integer> smaller = new HashMap<>(); // by the frame above
    BitSet small = new BitSet(); // of the frames
    long told = 0;
    for (StackNode node : tree.nodes()) {
      StackNode parent = node.parent;
      int above = parent == null ? -1 : frameOf[parent.number];
      if (parent == null) {
        frameOf[node.number] = above;
      } else if (above >= 0 && small.get(above)) {
        frameOf[node.number] = above;
        told += node.objects;
      } else if (node.form == StackNode.Form.SMALLER || node.kept <= limit) {
        frameOf[node.number] =
            smaller.computeIfAbsent(
                above, key -> add(frames, names.smaller(Objects.requireNonNull(parent), above)));
        small.set(frameOf[node.number]);
        told += node.objects;
      } else {
        frameOf[node.number] = add(frames, names.frame(node, above));
      }
    }
    int[] frameOfObject = tree.nodeOf(); // nobody asks for the nodes any more
    Arrays.setAll(frameOfObject, object -> frameOf[frameOfObject[object]]);
    return new KeptFrames(List.copyOf(frames), frameOfObject, notes(notes, told));
  }

  private static int add(List<StackFrame> frames, StackFrame frame) {
    frames.add(frame);
    return frames.size() - 1;
  }

  private List<String> notes(List<String> first, long told) {
    List<String> notes = new ArrayList<>(first);
    if (told > 0) {
      notes.add(
          String.format(
              Locale.ROOT, "%,d small objects are grouped, as one frame below their owners", told));
    }
    long repeated = tree.nodes().stream().filter(node -> node.repeats).count();
    if (repeated > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "repeated steps, as the links of a list are, are folded into the second (…): at %,d %s",
              repeated,
              repeated == 1 ? "place" : "places"));
    }
    return notes;
  }

  /// Adds up what the objects of each node have, and what those below it do.
  private void addUp() {
    Retained retained = analysis.retained();
    Dominators dominators = analysis.dominators();
    for (int object = 0; object < findings.objects().count(); object++) {
      long bytes = retained.bytes(object);
      StackNode node = tree.of(object);
      node.own += bytes;
      node.objects++;
      if (dominators.of(object) >= 0) {
        tree.of(dominators.of(object)).own -= bytes;
      }
    }
    for (StackNode node : tree.nodes().reversed()) {
      node.kept += node.own;
      if (node.parent != null) {
        node.parent.kept += node.kept;
      }
    }
  }

  /// {@return what those keep that have no frame any more, so that there are not too many}
  private long limit() {
    long[] kept =
        tree.nodes().stream()
            .filter(node -> node.form != StackNode.Form.SMALLER)
            .mapToLong(node -> node.kept)
            .sorted()
            .toArray();
    return kept.length <= MOST_FRAMES ? -1 : kept[kept.length - MOST_FRAMES - 1];
  }
}
