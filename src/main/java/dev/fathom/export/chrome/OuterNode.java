package dev.fathom.export.chrome;

import dev.fathom.model.column.IntColumn;
import java.util.ArrayList;
import java.util.List;

/// A node that is no object: a root, what holds roots, or memory that no object owns.
final class OuterNode {
  private final int number;
  private final NodeType type;
  private final String name;
  private final long bytes;
  private final List<OuterNode> inner = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();
  private final IntColumn numbered = new IntColumn();

  private record Held(String name, int object) {}

  OuterNode(int number, NodeType type, String name, long bytes) {
    this.number = number;
    this.type = type;
    this.name = name;
    this.bytes = bytes;
  }

  int number() {
    return number;
  }

  NodeType type() {
    return type;
  }

  String name() {
    return name;
  }

  /// {@return the memory that it stands for, in bytes}
  long bytes() {
    return bytes;
  }

  void add(OuterNode other) {
    inner.add(other);
  }

  /// Has it hold an object by a name.
  void hold(String by, int object) {
    held.add(new Held(by, object));
  }

  /// Has it hold an object, one of many.
  void hold(int object) {
    numbered.add(object);
  }

  /// Tells what it leads to: those objects that have a node.
  ///
  /// @param first the number of the first object's node
  void edges(OwnNodes own, int first, EdgeSink sink) {
    int element = 0;
    for (OuterNode each : inner) {
      if (each.type() == NodeType.SYNTHETIC) {
        sink.element(++element, each.number());
      } else {
        sink.named(EdgeType.PROPERTY, each.name(), each.number());
      }
    }
    for (Held each : held) {
      if (own.place(each.object()) >= 0) {
        sink.named(EdgeType.PROPERTY, each.name(), first + own.place(each.object()));
      }
    }
    for (int at = 0; at < numbered.count(); at++) {
      if (own.place(numbered.get(at)) >= 0) {
        sink.element(++element, first + own.place(numbered.get(at)));
      }
    }
  }
}
