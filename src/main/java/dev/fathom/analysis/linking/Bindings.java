package dev.fathom.analysis.linking;

import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkGraph.LoaderRules;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.RelocationColumns;
import dev.fathom.model.linking.SymbolColumns;
import dev.fathom.model.linking.SymbolNames;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/// Who resolves whom: the loader's own search (`do_lookup_x` and `check_match` in glibc's
/// `elf/dl-lookup.c`; musl's `find_sym` knows no versions).
///
/// What it learns of a file it keeps for the next graph that has the same.
public final class Bindings {
  /// Symbols that have a version from this number on are no base of their library.
  private static final int FIRST_VERSION = 2;

  private final IdentityHashMap<LinkedFile, Exports> exports = new IdentityHashMap<>();

  /// A symbol of a file.
  ///
  /// @param file its number in the graph
  /// @param symbol its index
  public record Definition(int file, int symbol) {}

  /// {@return what a symbol of a file is bound to; empty where nobody has it}
  ///
  /// @param scope in which it is looked for: [LinkGraph#scope]
  public Optional<Definition> bound(
      LinkGraph graph, List<Integer> scope, int file, int symbol, RelocationColumns.Kind kind) {
    LinkedFile wanting = graph.files().get(file);
    SymbolColumns symbols = wanting.symbols();
    if (symbols.is(symbol, SymbolColumns.LOCAL)) {
      return Optional.of(new Definition(file, symbol));
    }
    Optional<Definition> found = search(graph, scope, file, symbol, kind);
    if (found.isPresent() && isUnique(graph, found.get())) {
      found = Optional.of(first(graph, file, symbol, kind).orElse(found.get()));
    }
    boolean own =
        symbols.is(symbol, SymbolColumns.PROTECTED | SymbolColumns.DEFINED)
            && kind != RelocationColumns.Kind.COPY;
    return own && found.isPresent() && found.get().file() != file
        ? Optional.of(new Definition(file, symbol))
        : found;
  }

  private static boolean isUnique(LinkGraph graph, Definition found) {
    return graph.files().get(found.file()).symbols().is(found.symbol(), SymbolColumns.UNIQUE);
  }

  /// Of a unique symbol there is one for all of a namespace: that of the first group that has it,
  /// whoever sees it (`do_lookup_unique`).
  private Optional<Definition> first(
      LinkGraph graph, int file, int symbol, RelocationColumns.Kind kind) {
    int namespace = namespace(graph, file);
    for (LinkGraph.Group group : graph.groups()) {
      if (group.namespace() == namespace) {
        Optional<Definition> found =
            search(graph, graph.scope(group.head()), file, symbol, kind)
                .filter(each -> isUnique(graph, each));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static int namespace(LinkGraph graph, int file) {
    return graph.groups().stream()
        .filter(group -> group.members().contains(file))
        .mapToInt(LinkGraph.Group::namespace)
        .findFirst()
        .orElse(0);
  }

  private Optional<Definition> search(
      LinkGraph graph, List<Integer> scope, int wanting, int symbol, RelocationColumns.Kind kind) {
    SymbolColumns wanted = graph.files().get(wanting).symbols();
    boolean versions = graph.rules() == LoaderRules.VERSIONED;
    for (int each : scope) {
      LinkedFile file = graph.files().get(each);
      if (kind == RelocationColumns.Kind.COPY && each == wanting) {
        continue; // its own room is what is filled
      }
      int found = match(file, wanted, symbol, kind, versions);
      if (found > 0) {
        return Optional.of(new Definition(each, found));
      }
    }
    return Optional.empty();
  }

  /// {@return the symbol of a file that another's fits; 0 for none}
  private int match(
      LinkedFile file,
      SymbolColumns wanting,
      int symbol,
      RelocationColumns.Kind kind,
      boolean versions) {
    Exports all = exports(file);
    SymbolColumns offered = file.symbols();
    int version = versions ? wanting.version(symbol) : SymbolNames.NONE;
    boolean knowsVersions = versions && file.versions().counted();
    int several = 0;
    int newest = 0;
    for (int each = all.first(wanting.name(symbol)); each > 0; each = all.next(each)) {
      if (!offered.is(each, SymbolColumns.DEFINED) && kind != RelocationColumns.Kind.SYMBOL) {
        continue; // a program's way to a function of another is for those who compare addresses
      }
      if (!knowsVersions) {
        return each;
      }
      if (version != SymbolNames.NONE) {
        if (offered.version(each) == version
            || (offered.version(each) == SymbolNames.NONE
                && !offered.is(each, SymbolColumns.HIDDEN_VERSION))) {
          return each;
        }
      } else if (offered.versionNumber(each) <= FIRST_VERSION) {
        return each;
      } else if (!offered.is(each, SymbolColumns.HIDDEN_VERSION)) {
        several++;
        newest = each;
      }
    }
    return several == 1 ? newest : 0;
  }

  /// {@return symbols of a name in a file, whatever their versions}
  public List<Integer> named(LinkedFile file, int name) {
    List<Integer> found = new ArrayList<>();
    Exports all = exports(file);
    for (int each = all.first(name); each > 0; each = all.next(each)) {
      if (file.symbols().is(each, SymbolColumns.DEFINED)) {
        found.add(each);
      }
    }
    return found;
  }

  private Exports exports(LinkedFile file) {
    return exports.computeIfAbsent(file, each -> new Exports(each.symbols()));
  }
}
