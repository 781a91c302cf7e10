package dev.fathom.export.chrome;

/// Hears the edges of nodes.
interface EdgeSink {
  /// A reference of an object's.
  ///
  /// @param edge in the table of edges
  /// @param weak whether it keeps nothing
  void reference(int edge, boolean weak, int node);

  /// An edge that nobody has in his memory.
  void named(EdgeType type, String name, int node);

  /// The same to one of many.
  void element(int number, int node);
}
