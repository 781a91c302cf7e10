package dev.fathom.mcp.tool;

import dev.fathom.mcp.json.JsonTree;
import java.util.LinkedHashMap;
import java.util.Map;

/// A call that leads further, ready to be made.
///
/// @param arguments in their order; some are names of the target's choosing, which can be printed
record NextCall(String tool, Map<String, String> arguments) {
  static NextCall of(String tool, String process) {
    return new NextCall(tool, Map.of(Parameter.PROCESS.name(), process));
  }

  NextCall with(Parameter parameter, String value) {
    Map<String, String> more = new LinkedHashMap<>(arguments);
    more.put(parameter.name(), value);
    return new NextCall(tool, more);
  }

  Map<String, Object> json() {
    return Map.of("tool", tool, "arguments", arguments);
  }

  String line() {
    return "next: " + tool + " " + JsonTree.text(arguments);
  }
}
