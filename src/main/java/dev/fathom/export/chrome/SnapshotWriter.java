package dev.fathom.export.chrome;

import dev.fathom.model.Findings;
import dev.fathom.view.JsonText;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// Writes the graph: what the numbers mean, the nodes, all edges in the order of the nodes that
/// have them, and the names. A node or an edge is a line.
///
/// **Memory**: 8 bytes a node.
final class SnapshotWriter {
  private static final List<String> NODE_FIELDS =
      List.of("type", "name", "id", "self_size", "edge_count", "trace_node_id", "detachedness");
  private static final List<String> EDGE_FIELDS = List.of("type", "name_or_index", "to_node");

  private final SnapshotGraph graph;
  private final SnapshotStrings strings;
  private final ReferenceNames names;

  /// Of each node.
  private final int[] edgeCounts;

  private long edges;

  SnapshotWriter(Findings findings, SnapshotGraph graph, SnapshotStrings strings) {
    this.graph = graph;
    this.strings = strings;
    this.names = new ReferenceNames(findings, strings);
    this.edgeCounts = new int[graph.nodes()];
  }

  /// Writes all. **Cost**: some 200 ns a node, and 50 an edge.
  ///
  /// @return the number of edges
  long write(OutputStream out) {
    count();
    try (JsonGenerator json =
        JsonText.factory().createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      header(json);
      nodes(json);
      edges(json);
      for (String nothing : List.of("trace_function_infos", "trace_tree", "samples", "locations")) {
        json.writeArrayPropertyStart(nothing);
        json.writeEndArray();
      }
      json.writeName("strings");
      strings.write(json);
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return edges;
  }

  private void count() {
    Counter counter = new Counter();
    for (int node = 0; node < edgeCounts.length; node++) {
      counter.count = 0;
      graph.edges(node, counter);
      edgeCounts[node] = counter.count;
      edges += counter.count;
    }
  }

  private void header(JsonGenerator json) {
    json.writeObjectPropertyStart("snapshot");
    json.writeObjectPropertyStart("meta");
    words(json, "node_fields", NODE_FIELDS.stream());
    types(json, "node_types", Arrays.stream(NodeType.values()).map(NodeType::word));
    for (int number = 1; number < NODE_FIELDS.size(); number++) {
      json.writeString(number == 1 ? "string" : "number");
    }
    json.writeEndArray();
    words(json, "edge_fields", EDGE_FIELDS.stream());
    types(json, "edge_types", Arrays.stream(EdgeType.values()).map(EdgeType::word));
    json.writeString("string_or_number");
    json.writeString("node");
    json.writeEndArray();
    words(
        json,
        "trace_function_info_fields",
        Stream.of("function_id", "name", "script_name", "script_id", "line", "column"));
    words(json, "trace_node_fields", Stream.of("id", "function_info_index", "count", "size"));
    words(json, "sample_fields", Stream.of("timestamp_us", "last_assigned_id"));
    words(json, "location_fields", Stream.of("object_index", "script_id", "line", "column"));
    json.writeEndObject();
    json.writeNumberProperty("node_count", edgeCounts.length);
    json.writeNumberProperty("edge_count", edges);
    json.writeNumberProperty("trace_function_count", 0);
    json.writeEndObject();
  }

  private static void words(JsonGenerator json, String name, Stream<String> words) {
    json.writeArrayPropertyStart(name);
    words.forEach(json::writeString);
    json.writeEndArray();
  }

  /// Begins an array of which the first element is one, too.
  private static void types(JsonGenerator json, String name, Stream<String> words) {
    json.writeArrayPropertyStart(name);
    json.writeStartArray();
    words.forEach(json::writeString);
    json.writeEndArray();
  }

  private void nodes(JsonGenerator json) {
    NodeIds ids = new NodeIds(edgeCounts.length);
    json.writeArrayPropertyStart("nodes");
    for (int node = 0; node < edgeCounts.length; node++) {
      json.writeNumber(graph.type(node).code());
      json.writeNumber(strings.number(graph.name(node)));
      json.writeNumber(graph.id(node, ids));
      json.writeNumber(graph.bytes(node));
      json.writeNumber(edgeCounts[node]);
      json.writeNumber(0);
      json.writeNumber(0);
      json.writeRaw('\n');
    }
    json.writeEndArray();
  }

  private void edges(JsonGenerator json) {
    Line line = new Line(json);
    json.writeArrayPropertyStart("edges");
    for (int node = 0; node < edgeCounts.length; node++) {
      graph.edges(node, line);
    }
    json.writeEndArray();
  }

  /// Counts edges.
  private static final class Counter implements EdgeSink {
    private int count;

    @Override
    public void reference(int edge, boolean weak, int node) {
      count++;
    }

    @Override
    public void named(EdgeType type, String name, int node) {
      count++;
    }

    @Override
    public void element(int number, int node) {
      count++;
    }
  }

  /// Writes edges.
  private final class Line implements EdgeSink {
    private final JsonGenerator json;

    private Line(JsonGenerator json) {
      this.json = json;
    }

    @Override
    public void reference(int edge, boolean weak, int node) {
      if (weak) {
        line(EdgeType.WEAK, names.weakName(edge), node);
      } else {
        line(names.type(edge), names.name(edge), node);
      }
    }

    @Override
    public void named(EdgeType type, String name, int node) {
      line(type, strings.number(name), node);
    }

    @Override
    public void element(int number, int node) {
      line(EdgeType.ELEMENT, number, node);
    }

    private void line(EdgeType type, int name, int node) {
      json.writeNumber(type.code());
      json.writeNumber(name);
      json.writeNumber((long) node * NODE_FIELDS.size());
      json.writeRaw('\n');
    }
  }
}
