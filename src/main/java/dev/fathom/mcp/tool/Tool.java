package dev.fathom.mcp.tool;

import java.io.IOException;
import java.util.List;

/// A question that a program may ask.
interface Tool {
  /// So wide are tables.
  int WIDTH = 100;

  String name();

  /// {@return what it tells, in a sentence or two}
  String description();

  List<Parameter> parameters();

  /// {@return the answer}
  ///
  /// @throws IOException in one line, if there is none
  ToolAnswer answer(Arguments arguments) throws IOException;
}
