package dev.fathom.ask.last;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.object.TypeTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// What a look calls things: the types, and the paths of the largest owners, for a shell that
/// completes what a user types. They are read by shells, so what cannot be typed is left out.
final class KeptNames {
  private static final int MOST_TYPES = 2000;
  private static final int MOST_PATHS = 60;
  private static final int LONGEST = 200;

  private KeptNames() {}

  /// {@return a line each}
  static List<String> of(Analysis analysis) {
    Set<String> names = new LinkedHashSet<>();
    if (analysis.knowsOwners()) {
      analysis.owners().largest(MOST_PATHS).largest().stream()
          .filter(Owners.Owner::isTyped)
          .map(Owners.Owner::path)
          .forEach(names::add);
    }
    TypeTable types = analysis.findings().types();
    IntStream.range(0, Math.min(types.count(), MOST_TYPES))
        .mapToObj(types::get)
        .map(TypeTable.Type::qualifiedName)
        .forEach(names::add);
    List<String> typed = new ArrayList<>(names);
    typed.removeIf(name -> name.isBlank() || name.startsWith("<") || !isPrintable(name));
    return List.copyOf(typed);
  }

  private static boolean isPrintable(String name) {
    return name.length() <= LONGEST && name.codePoints().allMatch(KeptNames::isPrintable);
  }

  private static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          false;
      default -> true;
    };
  }
}
