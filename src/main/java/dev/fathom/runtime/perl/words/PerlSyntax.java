package dev.fathom.runtime.perl.words;

import dev.fathom.model.dialect.PathSyntax;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `%main::cache{users}[17]`, `main::foo()->$var`.
///
/// A field's name says itself how it is read: one that begins with `-` or a bracket goes on from
/// the way so far, one that begins with a space is a remark that is only made at the end, and any
/// other is the name of the thing itself, which needs no way.
public final class PerlSyntax implements PathSyntax {
  /// With this and a number the names begin of what is another interpreter's than the first one's.
  public static final String INTERPRETER = "interpreter ";

  /// A key that needs no quotes (perldata, `Scalar value constructors`).
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*|0|[1-9][0-9]{0,14}");

  private static final String DEREFERENCES = "->";
  private static final String CODE = "->&*";
  private static final String GLOB = "->**";
  private static final String SLOT = "->*{";

  /// The field that leads from a sub to the one around it, or to the file.
  public static final String OUTER = " (outer sub)";

  /// The field that leads to the spelling of a key.
  public static final String KEY = " (key)";

  private static final String MAPPING = " (mapping)";
  private static final String MAPPING_INSIDE = " (mapping ~)";

  @Override
  public String key(@Nullable String spelling, String type) {
    if (spelling == null) {
      return "{string key}";
    }
    return WORD.matcher(spelling).matches()
        ? "{" + spelling + "}"
        : "{'" + spelling.replace("\\", "\\\\").replace("'", "\\'") + "'}";
  }

  @Override
  public String open(String step) {
    return step.startsWith("{") ? "{*}" : step.startsWith("[") ? "[*]" : step;
  }

  @Override
  public boolean leadsOut(String field) {
    return field.equals(OUTER);
  }

  @Override
  public boolean leadsToKey(String step) {
    return step.equals(KEY);
  }

  @Override
  public String field(String name) {
    return name;
  }

  @Override
  public String mapping(boolean inside) {
    return inside ? MAPPING_INSIDE : MAPPING;
  }

  @Override
  public String join(List<String> steps) {
    StringBuilder path = new StringBuilder();
    String reference = ""; // that was met, and is written only as far as Perl asks for it
    for (int i = 0; i < steps.size(); i++) {
      String step = steps.get(i);
      boolean last = i + 1 == steps.size();
      if (isName(step)) {
        path.setLength(0);
        path.append(step);
        reference = "";
      } else if (step.startsWith(SLOT)) {
        path.append(reference.equals(GLOB) ? "" : reference).append(step);
        reference = "";
      } else if (step.startsWith(DEREFERENCES)) {
        path.append(reference);
        reference = step;
      } else if (step.startsWith(" ")) {
        if (last || isPartOfTheWay(steps, i)) {
          path.append(reference).append(step);
          reference = "";
        }
      } else {
        path.append(arrow(reference, path)).append(step);
        reference = "";
      }
    }
    return path.append(reference).toString();
  }

  /// A remark in the middle is told where what follows would be read as if it was not there: the
  /// first element of `%Foo:: (methods)` is none of `%Foo::`.
  private boolean isPartOfTheWay(List<String> steps, int remark) {
    if (passesOn(steps.get(remark))) {
      return false;
    }
    int next = remark + 1;
    while (next < steps.size() && passesOn(steps.get(next))) {
      next++;
    }
    return next < steps.size() && !isName(steps.get(next)) && !steps.get(next).startsWith(" ");
  }

  /// {@return the step to what a glob without a name has, as Perl writes it: `$handle->*{IO}`}
  public static String slot(String slot) {
    return SLOT + slot + "}";
  }

  /// Between two subscripts no arrow is written.
  private static String arrow(String reference, StringBuilder path) {
    char before = path.isEmpty() ? ' ' : path.charAt(path.length() - 1);
    boolean subscript = (before == ']' || before == '}') && !reference.equals(CODE);
    return reference.isEmpty() || subscript ? "" : DEREFERENCES;
  }

  /// Whether a field's name is that of the thing itself.
  public static boolean isName(String step) {
    return step.isEmpty() || "-[{( …".indexOf(step.charAt(0)) < 0;
  }

  /// A glob holds what its variables hold, a sub what its pads do.
  @Override
  public boolean passesOn(String step) {
    String name =
        step.startsWith(INTERPRETER)
            ? step.substring(step.indexOf(' ', INTERPRETER.length()) + 1)
            : step;
    return (name.startsWith("*") && !name.endsWith("}"))
        || step.equals(" (pad)")
        || step.equals(MAPPING)
        || step.equals(MAPPING_INSIDE);
  }
}
