package dev.fathom.analysis.linking;

import dev.fathom.analysis.finding.Severity;
import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.LinkedProcess;
import dev.fathom.model.linking.SlotColumns;
import dev.fathom.model.linking.SymbolColumns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Symbols that several files of a process have, where it matters which was taken: a file has a
/// symbol itself, uses it, and was given that of another file which is the same library by name, or
/// a variable of any.
///
/// Who was taken is read from the process, not worked out. What C++ has in every file that uses it
/// (weak and unique symbols) is meant to be one for all, and a program's copies of variables are,
/// too.
final class SharedSymbols {
  private static final int NAMED = 3;

  private SharedSymbols() {}

  private record Pair(int loser, int winner) {}

  static List<LinkFinding> of(LinkedProcess process) {
    LinkGraph graph = process.graph();
    SlotColumns slots = process.slots();
    Map<Pair, Set<String>> pairs = new LinkedHashMap<>();
    for (int slot = 0; slot < slots.count(); slot++) {
      int file = slots.file(slot);
      int taken = slots.taken(slot);
      if (taken == SlotColumns.UNBOUND || taken == file || taken == 0) {
        continue;
      }
      SymbolColumns symbols = graph.files().get(file).symbols();
      int symbol = slots.symbol(slot);
      boolean own =
          symbols.is(symbol, SymbolColumns.DEFINED)
              && !symbols.is(symbol, SymbolColumns.WEAK)
              && !symbols.is(symbol, SymbolColumns.UNIQUE);
      if (own
          && (symbols.is(symbol, SymbolColumns.DATA)
              || isSame(graph.files().get(file), graph.files().get(taken)))) {
        pairs
            .computeIfAbsent(new Pair(file, taken), pair -> new LinkedHashSet<>())
            .add(graph.names().text(symbols.name(symbol)));
      }
    }
    List<LinkFinding> found = new ArrayList<>();
    pairs.forEach((pair, names) -> found.add(finding(graph, pair, List.copyOf(names))));
    return found;
  }

  private static boolean isSame(LinkedFile one, LinkedFile other) {
    return LibraryNames.common(one.name()).equals(LibraryNames.common(other.name()));
  }

  private static LinkFinding finding(LinkGraph graph, Pair pair, List<String> names) {
    LinkedFile loser = graph.files().get(pair.loser());
    LinkedFile winner = graph.files().get(pair.winner());
    return new LinkFinding(
        LinkFinding.Kind.SYMBOL_TWICE,
        Severity.NOTE,
        loser.path(),
        loser.name()
            + " has "
            + (names.size() == 1
                ? names.getFirst()
                : names.size()
                    + " symbols ("
                    + Enumeration.of(names.subList(0, Math.min(NAMED, names.size())))
                    + "…)")
            + " itself, and uses those of "
            + winner.path()
            + ", which was loaded before",
        "link one of them alone, or this one with -Wl,-Bsymbolic",
        names,
        0);
  }
}
