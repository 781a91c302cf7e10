package dev.fathom.analysis.linking;

import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Libraries that need one another in a circle: which of them is set up first is not certain.
final class Cycles {
  private static final int UNSEEN = 0;
  private static final int OPEN = 1;
  private static final int DONE = 2;

  private Cycles() {}

  /// {@return the first circle, if there is one} **Cost:** linear in files and needs.
  static Optional<LinkFinding> of(LinkGraph graph) {
    int count = graph.files().size();
    List<List<Integer>> leads = new ArrayList<>();
    for (int file = 0; file < count; file++) {
      leads.add(new ArrayList<>());
    }
    for (Need need : graph.needs()) {
      if (need.isMet() && need.to() != need.from()) {
        leads.get(need.from()).add(need.to());
      }
    }
    int[] state = new int[count];
    for (int start = 0; start < count; start++) {
      List<Integer> circle = state[start] == UNSEEN ? search(start, leads, state) : List.of();
      if (!circle.isEmpty()) {
        return Optional.of(finding(graph, circle));
      }
    }
    return Optional.empty();
  }

  /// Goes down from a file, without recursion: hostile chains are long.
  private static List<Integer> search(int start, List<List<Integer>> leads, int[] state) {
    List<Integer> path = new ArrayList<>(List.of(start));
    int[] next = new int[state.length];
    state[start] = OPEN;
    while (!path.isEmpty()) {
      int at = path.getLast();
      if (next[at] == leads.get(at).size()) {
        state[at] = DONE;
        path.removeLast();
        continue;
      }
      int to = leads.get(at).get(next[at]++);
      if (state[to] == OPEN) {
        return List.copyOf(path.subList(path.indexOf(to), path.size()));
      }
      if (state[to] == UNSEEN) {
        state[to] = OPEN;
        path.add(to);
      }
    }
    return List.of();
  }

  private static LinkFinding finding(LinkGraph graph, List<Integer> circle) {
    List<String> names = circle.stream().map(file -> graph.files().get(file).name()).toList();
    return LinkFinding.note(
        LinkFinding.Kind.CYCLE,
        graph.files().get(circle.getFirst()).path(),
        "libraries need one another in a circle: "
            + String.join(" → ", names)
            + " → "
            + names.getFirst()
            + "; none can be set up after all that it needs",
        "put what both need into a library of its own",
        names);
  }
}
