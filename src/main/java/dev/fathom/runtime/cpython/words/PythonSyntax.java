package dev.fathom.runtime.cpython.words;

import dev.fathom.model.dialect.PathSyntax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `__main__.app.cache['users'][17]`.
final class PythonSyntax implements PathSyntax {
  private static final String KEY = ".keys()[…]";

  /// Where an instance, a class or a module has its attributes.
  private static final String DICT = ".__dict__";

  /// What the name of a field begins with that may be none: such a step is likely, not certain, and
  /// so is a way that has one.
  private static final String GUESSED = "~";

  private static final String MAPPING = "<mapping>";

  @Override
  public String key(@Nullable String spelling, String type) {
    if (spelling != null) {
      return "['" + spelling.replace("\\", "\\\\").replace("'", "\\'") + "']";
    }
    return "[" + (type.isEmpty() ? "?" : type + " key") + "]";
  }

  @Override
  public boolean leadsToKey(String step) {
    return step.equals(KEY);
  }

  @Override
  public String field(String name) {
    return switch (name) {
      case "{}" -> "{…}";
      case "key" -> KEY;
      default ->
          !name.startsWith(GUESSED)
              ? "." + name
              : name.equals(GUESSED) ? GUESSED + "[*]" : GUESSED + "." + name.substring(1);
    };
  }

  @Override
  public String mapping(boolean inside) {
    return inside ? GUESSED + MAPPING : MAPPING;
  }

  @Override
  public boolean isGuessed(String step) {
    return step.startsWith(GUESSED);
  }

  /// An attribute goes through the dict that holds it, which nobody writes.
  @Override
  public String join(List<String> steps) {
    StringBuilder path = new StringBuilder();
    boolean guessed = false;
    for (int step = 0; step < steps.size(); step++) {
      String name = steps.get(step);
      if (name.equals(DICT) && step + 1 < steps.size() && steps.get(step + 1).startsWith("[")) {
        step++;
        path.append(asAttribute(steps.get(step)));
      } else if (isGuessed(name)) {
        guessed = true;
        path.append(name, 1, name.length());
      } else {
        path.append(name);
      }
    }
    return (guessed ? GUESSED + " " : "") + path;
  }

  private static String asAttribute(String key) {
    if (key.equals("[*]")) {
      return ".*";
    }
    boolean spelled = key.startsWith("['") && key.endsWith("']");
    return spelled ? "." + key.substring(2, key.length() - 2) : DICT + key;
  }

  @Override
  public boolean passesOn(String step) {
    return step.equals(DICT) || step.endsWith("." + MAPPING);
  }
}
