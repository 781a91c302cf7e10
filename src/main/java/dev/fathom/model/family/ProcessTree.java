package dev.fathom.model.family;

import dev.fathom.model.family.Applications.Member;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The processes of a machine below their parents.
///
/// @param nodes each right below its parent and what is below its elder siblings; of siblings the
///   one with the most below it first
public record ProcessTree(List<Node> nodes) {
  /// A process in the tree.
  ///
  /// @param depth how many of its ancestors are in the tree
  /// @param pss its own and that of all below it
  public record Node(Member member, int depth, long pss) {}

  /// {@return the tree of all processes}
  public static ProcessTree of(Applications applications) {
    Map<Integer, Member> byProcess = new HashMap<>();
    applications
        .all()
        .forEach(each -> each.members().forEach(m -> byProcess.put(m.stat().process(), m)));
    Map<Integer, List<Member>> children = new HashMap<>();
    List<Member> tops = new ArrayList<>();
    for (Member member : byProcess.values()) {
      int parent = member.stat().parent();
      if (byProcess.containsKey(parent) && !isOwnAncestor(member, byProcess)) {
        children.computeIfAbsent(parent, key -> new ArrayList<>()).add(member);
      } else {
        tops.add(member);
      }
    }
    Map<Integer, Long> sums = new HashMap<>();
    List<Node> downward = inOrder(tops, children, sums);
    for (Node node : downward.reversed()) { // what is below a process is summed up before it
      long below =
          children.getOrDefault(node.member().stat().process(), List.of()).stream()
              .mapToLong(child -> sums.getOrDefault(child.stat().process(), 0L))
              .sum();
      sums.put(node.member().stat().process(), node.member().pss() + below);
    }
    return new ProcessTree(List.copyOf(inOrder(tops, children, sums)));
  }

  /// Parents in a ring: a process ended, and its number was used again while the others were read.
  private static boolean isOwnAncestor(Member member, Map<Integer, Member> byProcess) {
    Set<Integer> seen = new HashSet<>();
    Member at = member;
    while (at != null && seen.add(at.stat().process())) {
      at = byProcess.get(at.stat().parent());
    }
    return at != null && at.stat().process() == member.stat().process();
  }

  private static List<Node> inOrder(
      List<Member> tops, Map<Integer, List<Member>> children, Map<Integer, Long> sums) {
    Comparator<Member> order =
        Comparator.<Member>comparingLong(m -> sums.getOrDefault(m.stat().process(), 0L))
            .reversed()
            .thenComparingInt(m -> m.stat().process());
    List<Node> nodes = new ArrayList<>();
    Deque<Node> open = new ArrayDeque<>();
    push(tops, 0, order, sums, open);
    while (!open.isEmpty()) {
      Node node = open.pop();
      nodes.add(node);
      push(
          children.getOrDefault(node.member().stat().process(), List.of()),
          node.depth() + 1,
          order,
          sums,
          open);
    }
    return nodes;
  }

  private static void push(
      List<Member> members,
      int depth,
      Comparator<Member> order,
      Map<Integer, Long> sums,
      Deque<Node> open) {
    members.stream()
        .sorted(order.reversed())
        .forEach(m -> open.push(new Node(m, depth, sums.getOrDefault(m.stat().process(), 0L))));
  }

  /// {@return the part of the tree with the processes that have the most below them} A parent has
  /// no less than its children, so none of them stands without its own.
  public ProcessTree largest(int most) {
    Set<Node> kept =
        new HashSet<>(
            nodes.stream()
                .sorted(
                    Comparator.comparingLong(Node::pss).reversed().thenComparingInt(Node::depth))
                .limit(most)
                .toList());
    return new ProcessTree(nodes.stream().filter(kept::contains).toList());
  }
}
