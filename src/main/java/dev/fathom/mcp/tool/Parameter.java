package dev.fathom.mcp.tool;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Something that a tool takes.
///
/// @param choices what it may be; empty for anything of its type
record Parameter(
    String name, Type type, String description, boolean required, List<String> choices) {
  /// The process or file that most tools are about.
  static final Parameter PROCESS =
      new Parameter(
          "process",
          Type.TEXT,
          "PID or name of a process, or the file of a snapshot, core or capture",
          true,
          List.of());

  static final Parameter FRESH = flag("fresh", "look at the process anew, though a look is held");

  static final Parameter OF =
      new Parameter("of", Type.TEXT, "path, 0x… address or type", true, List.of());

  /// What a parameter may be.
  enum Type {
    TEXT("string"),
    FLAG("boolean"),
    /// One or several.
    TEXTS("array");

    private final String schema;

    Type(String schema) {
      this.schema = schema;
    }
  }

  static Parameter text(String name, String description) {
    return new Parameter(name, Type.TEXT, description, false, List.of());
  }

  static Parameter flag(String name, String description) {
    return new Parameter(name, Type.FLAG, description, false, List.of());
  }

  static Parameter choice(String name, String description, List<String> choices) {
    return new Parameter(name, Type.TEXT, description, false, choices);
  }

  /// {@return the same, which must be there}
  Parameter asked() {
    return new Parameter(name, type, description, true, choices);
  }

  /// {@return its JSON Schema}
  Map<String, Object> schema() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", type.schema);
    schema.put("description", description);
    if (type == Type.TEXTS) {
      schema.put("items", Map.of("type", "string"));
    }
    if (!choices.isEmpty()) {
      schema.put("enum", choices);
    }
    return schema;
  }
}
