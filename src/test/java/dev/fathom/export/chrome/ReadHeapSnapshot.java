package dev.fathom.export.chrome;

import dev.fathom.testing.Json;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A heap snapshot as its numbers say: by the fields and types that it names itself.
///
/// @param nodes the root first
/// @param edges all of them, by the node that has them
record ReadHeapSnapshot(List<Node> nodes, List<Edge> edges) {
  record Node(String type, String name, long id, long bytes) {}

  record Edge(int from, String type, String name, int to) {}

  static ReadHeapSnapshot of(String written) {
    Map<String, @Nullable Object> all = Json.parseObject(written);
    Map<String, @Nullable Object> header = Json.object(all.get("snapshot"));
    Map<String, @Nullable Object> meta = Json.object(header.get("meta"));
    List<String> strings = strings(all.get("strings"));
    long[] nodes = numbers(all.get("nodes"));
    long[] edges = numbers(all.get("edges"));
    List<String> fields = strings(meta.get("node_fields"));
    List<String> types = strings(Json.array(meta.get("node_types")).getFirst());
    List<String> edgeTypes = strings(Json.array(meta.get("edge_types")).getFirst());
    int width = fields.size();
    List<Node> readNodes = new ArrayList<>();
    List<Edge> readEdges = new ArrayList<>();
    int at = 0;
    for (int node = 0; node < nodes.length; node += width) {
      readNodes.add(
          new Node(
              types.get(Math.toIntExact(nodes[node + fields.indexOf("type")])),
              strings.get(Math.toIntExact(nodes[node + fields.indexOf("name")])),
              nodes[node + fields.indexOf("id")],
              nodes[node + fields.indexOf("self_size")]));
      long end = nodes[node + fields.indexOf("edge_count")];
      for (long edge = 0; edge < end; edge++, at += 3) {
        String type = edgeTypes.get(Math.toIntExact(edges[at]));
        boolean numbered = type.equals("element") || type.equals("hidden");
        if (edges[at + 2] % width != 0) {
          throw new AssertionError("an edge leads into the middle of a node");
        }
        readEdges.add(
            new Edge(
                node / width,
                type,
                numbered
                    ? Long.toString(edges[at + 1])
                    : strings.get(Math.toIntExact(edges[at + 1])),
                Math.toIntExact(edges[at + 2] / width)));
      }
    }
    if (at != edges.length
        || !Objects.equals(header.get("node_count"), (long) readNodes.size())
        || !Objects.equals(header.get("edge_count"), (long) readEdges.size())) {
      throw new AssertionError("the counts are not those of what is there");
    }
    return new ReadHeapSnapshot(readNodes, readEdges);
  }

  private static List<String> strings(@Nullable Object array) {
    return Json.array(array).stream().map(Objects::toString).toList();
  }

  private static long[] numbers(@Nullable Object array) {
    return Json.array(array).stream()
        .mapToLong(number -> number instanceof Long whole ? whole : -1)
        .toArray();
  }

  /// {@return what would be freed with each node: what edges that are not weak do not reach without
  /// it}
  long[] retained() {
    List<List<Integer>> leading = new ArrayList<>();
    nodes.forEach(_ -> leading.add(new ArrayList<>()));
    for (Edge edge : edges) {
      if (!edge.type().equals("weak")) {
        leading.get(edge.from()).add(edge.to());
      }
    }
    long[] retained = new long[nodes.size()];
    for (int node = 0; node < retained.length; node++) {
      BitSet reached = new BitSet();
      List<Integer> pending = new ArrayList<>();
      if (node != 0) {
        reached.set(0);
        pending.add(0);
      }
      while (!pending.isEmpty()) {
        for (int next : leading.get(pending.removeLast())) {
          if (next != node && !reached.get(next)) {
            reached.set(next);
            pending.add(next);
          }
        }
      }
      for (int lost = reached.nextClearBit(0);
          lost < retained.length;
          lost = reached.nextClearBit(lost + 1)) {
        retained[node] += nodes.get(lost).bytes();
      }
    }
    return retained;
  }

  /// {@return the edges of a node as `type name -> node`}
  List<String> edgesOf(int node) {
    return edges.stream()
        .filter(edge -> edge.from() == node)
        .map(edge -> edge.type() + " " + edge.name() + " -> " + nodes.get(edge.to()).name())
        .toList();
  }

  /// {@return the only node of a name}
  int called(String name) {
    List<Integer> found = new ArrayList<>();
    for (int node = 0; node < nodes.size(); node++) {
      if (nodes.get(node).name().equals(name)) {
        found.add(node);
      }
    }
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " nodes are called " + name);
    }
    return found.getFirst();
  }

  /// {@return what the nodes of each name take}
  Map<String, Long> bytesByName() {
    Map<String, Long> bytes = new HashMap<>();
    nodes.forEach(node -> bytes.merge(node.name(), node.bytes(), Long::sum));
    bytes.values().removeIf(sum -> sum == 0);
    return bytes;
  }

  long bytes() {
    return nodes.stream().mapToLong(Node::bytes).sum();
  }

  /// {@return the ids of the nodes of a name}
  List<Long> ids(String name) {
    return nodes.stream()
        .filter(node -> Objects.equals(node.name(), name))
        .map(Node::id)
        .sorted()
        .toList();
  }
}
