package dev.fathom.runtime.micropython.words;

import dev.fathom.model.dialect.PathSyntax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `__main__.cache['x'][3]`, as Python writes it.
///
/// A field's name says itself how it is read: one that begins with a bracket is a key, one with `$`
/// a variable of a function, one with `<` a part that no code can name.
final class MicroPythonSyntax implements PathSyntax {
  private static final String KEY_STEP = ".keys()[…]";

  /// Where a class or a module has its attributes.
  private static final String DICT = ".__dict__";

  private static final String KEY = "['";
  private static final String KEY_END = "']";

  @Override
  public String key(@Nullable String spelling, String type) {
    if (spelling != null) {
      return KEY + spelling.replace("\\", "\\\\").replace("'", "\\'") + KEY_END;
    }
    return "[" + (type.isEmpty() ? "?" : type + " key") + "]";
  }

  @Override
  public boolean leadsToKey(String step) {
    return step.equals(KEY_STEP);
  }

  @Override
  public String field(String name) {
    return switch (name) {
      case "{}" -> "{…}";
      case "key" -> KEY_STEP;
      default -> name.startsWith("[") || name.startsWith("$") ? name : "." + name;
    };
  }

  /// An attribute goes through the dict that holds it, which nobody writes.
  @Override
  public String join(List<String> steps) {
    StringBuilder path = new StringBuilder();
    for (int step = 0; step < steps.size(); step++) {
      String name = steps.get(step);
      String next = step + 1 < steps.size() ? steps.get(step + 1) : "";
      if (name.equals(DICT) && next.startsWith(KEY) && next.endsWith(KEY_END)) {
        path.append('.').append(next, KEY.length(), next.length() - KEY_END.length());
        step++;
      } else if (name.equals(DICT) && next.equals("[*]")) {
        path.append(".*");
        step++;
      } else {
        path.append(name);
      }
    }
    return path.toString();
  }

  @Override
  public boolean passesOn(String step) {
    return step.equals(DICT) || step.equals(".cell_contents");
  }
}
