package dev.fathom.judges;

import dev.fathom.model.Findings;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.testing.PerlTarget.Reference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What Fathom finds of a Perl program's values, asked for by their addresses: from value to value,
/// with what compiled code leads to told of the sub that has it.
final class PerlValues {
  private static final String COMPILED = "OPS";
  private static final String INTERPRETER = "PerlInterpreter";
  private static final Set<String> NO_VALUES = Set.of("HEK", "COW", COMPILED, INTERPRETER);

  private final Findings findings;
  private final EdgeTable edges;

  /// By from and to.
  private final Map<List<Long>, Set<String>> names = new HashMap<>();

  private PerlValues(Findings findings) {
    this.findings = findings;
    edges = findings.references().edges();
    for (int object = 0; object < findings.objects().count(); object++) {
      add(object, object, true);
    }
  }

  static PerlValues of(Findings findings) {
    return new PerlValues(findings);
  }

  private void add(int from, int object, boolean direct) {
    for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
      int to = edges.target(edge);
      if (direct && kind(to).equals(COMPILED)) {
        add(from, to, false);
      } else if (!NO_VALUES.contains(kind(from)) && !NO_VALUES.contains(kind(to))) {
        names
            .computeIfAbsent(
                List.of(findings.objects().address(from), findings.objects().address(to)),
                pair -> new HashSet<>())
            .add(name(edge));
      }
    }
  }

  /// {@return the name that Devel::MAT would have for it: `element [3]`, `value {key}`; a field's
  /// own}
  private String name(int edge) {
    if (edges.kind(edge) == EdgeKind.INDEX.code()) {
      return "element [" + edges.name(edge) + "]";
    }
    if (edges.kind(edge) == EdgeKind.FIELD.code()) {
      return findings.references().fields().get(edges.name(edge));
    }
    String key = findings.references().spellings().get(edges.name(edge));
    return key == null ? "value {}" : "value {" + key + "}";
  }

  /// {@return what leads from a value to another; null where nothing does}
  @Nullable Set<String> names(long from, long to) {
    return names.get(List.of(from, to));
  }

  Map<List<Long>, Set<String>> references() {
    return names;
  }

  /// {@return whether it has the name that Devel::MAT has for it, as far as both have names of
  /// their own}
  boolean isNamedSo(Reference reference) {
    Set<String> told = names.getOrDefault(List.of(reference.from(), reference.to()), Set.of());
    String said = reference.name();
    if (said.startsWith("element ")) {
      // Devel::MAT knows no pads of formats.
      return told.contains(said) || kind(reference.from()).equals("PAD");
    }
    if (said.startsWith("value {")) {
      // A glob has a name of its own; a key that is data has none; one that is no word is quoted.
      return told.stream()
          .anyMatch(
              name -> name.equals("value {}") || name.startsWith("*") || said.equals(quoted(name)));
    }
    // Inner subs, and whether a state variable has its value, stand in places without a name.
    if (said.startsWith("the lexical ") && !said.matches("the lexical [$&]")) {
      return told.stream()
          .anyMatch(name -> name.endsWith("->" + said.substring("the lexical ".length())));
    }
    return true;
  }

  private static String quoted(String name) {
    String key =
        name.substring("value {".length(), Math.max("value {".length(), name.length() - 1));
    return key.matches("[A-Za-z_]\\w*") ? name : "value {\"" + key + "\"}";
  }

  /// {@return `ARRAY`, `CODE`… without the package; empty where no value begins}
  String kind(long address) {
    int object = findings.objects().beginningAt(address).orElse(-1);
    return object < 0 ? "" : kind(object);
  }

  private String kind(int object) {
    String type = findings.types().get(findings.objects().type(object)).qualifiedName();
    return type.substring(type.indexOf('=') + 1);
  }

  boolean isOfInterpreter(long address) {
    int object = findings.objects().atOrBelow(address);
    return object >= 0
        && kind(object).equals(INTERPRETER)
        && address < findings.objects().address(object) + findings.objects().shallow(object);
  }
}
