package dev.fathom.model.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `redis-server: server->+0x18[40]`: what lies 24 bytes into a variable's chunk leads to a table,
/// whose word number 40 leads on.
final class OffsetSyntax implements PathSyntax {
  @Override
  public String key(@Nullable String spelling, String type) {
    return "[?]";
  }

  @Override
  public String field(String name) {
    return "->" + name;
  }

  /// A chunk with many pointers is a table.
  @Override
  public String open(String step) {
    return step.startsWith("->+") ? "->[*]" : step.startsWith("[") ? "[*]" : step;
  }

  @Override
  public String variable(String title) {
    return title;
  }

  @Override
  public String join(List<String> steps) {
    return String.join("", steps);
  }

  @Override
  public boolean passesOn(String step) {
    return false;
  }
}
