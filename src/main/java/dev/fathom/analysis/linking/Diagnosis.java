package dev.fathom.analysis.linking;

import dev.fathom.analysis.linking.LinkFinding.Kind;
import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkGraph.LoaderRules;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.Need;
import dev.fathom.model.linking.RelocationColumns;
import dev.fathom.model.linking.SymbolColumns;
import dev.fathom.model.linking.SymbolNames;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is amiss among files that would be loaded together.
public final class Diagnosis {
  private final SystemKnowledge system;
  private final Bindings bindings = new Bindings();

  public Diagnosis(SystemKnowledge system) {
    this.system = system;
  }

  /// {@return who resolves whom, with all that was learned so far}
  public Bindings bindings() {
    return bindings;
  }

  /// {@return what is amiss, the gravest first; of a file that a host loads, without what is amiss
  /// with the host}
  ///
  /// @param others files that the same host loads beside it, whose symbols it does not see
  public List<LinkFinding> of(LinkGraph graph, List<LinkedFile> others) {
    List<LinkFinding> found = new ArrayList<>();
    for (int file : diagnosed(graph)) {
      libraries(graph, file, found);
      versions(graph, file, found);
      symbols(graph, file, others, found);
      habits(graph.files().get(file), found);
    }
    twoVersions(graph, found);
    Cycles.of(graph).ifPresent(found::add);
    found.sort((one, other) -> other.severity().compareTo(one.severity()));
    return found;
  }

  /// {@return the numbers of the files that it is about}
  public static List<Integer> diagnosed(LinkGraph graph) {
    List<Integer> numbers = new ArrayList<>();
    List<Integer> host =
        graph.groups().size() > 1 ? graph.groups().getFirst().members() : List.of();
    for (int file = 0; file < graph.files().size(); file++) {
      if (!host.contains(file)) {
        numbers.add(file);
      }
    }
    return numbers;
  }

  private void libraries(LinkGraph graph, int file, List<LinkFinding> found) {
    String name = graph.files().get(file).name();
    for (Need need : graph.needs(file)) {
      if (!need.isMet()) {
        found.add(missing(name, need));
        continue;
      }
      LinkedFile to = graph.files().get(need.to());
      boolean isNamed = need.name().contains("/") || to.soname().isEmpty();
      if (!isNamed
          && need.place() != Need.Place.LOADED
          && !to.soname().equals(need.name())
          && graph.rules() == LoaderRules.VERSIONED) {
        found.add(
            LinkFinding.note(
                Kind.WRONG_SONAME,
                to.path(),
                name
                    + " needs "
                    + need.name()
                    + ", and the file of that name, "
                    + to.path()
                    + ", says that it is "
                    + to.soname()
                    + ": another interface, perhaps",
                "install the library that is " + need.name() + ", or link " + name + " anew",
                List.of(need.name(), to.soname())));
      }
    }
  }

  private LinkFinding missing(String file, Need need) {
    StringBuilder sentence =
        new StringBuilder(file)
            .append(" needs ")
            .append(need.name())
            .append(", which is not there");
    if (!need.tried().isEmpty()) {
      sentence.append("; not fit: ").append(Enumeration.of(need.tried()));
    } else if (!need.similar().isEmpty()) {
      sentence
          .append("; there is ")
          .append(Enumeration.of(need.similar()))
          .append(", with another interface");
    }
    Optional<String> brings = system.packageOf(need.name());
    return LinkFinding.failure(
        Kind.MISSING_LIBRARY,
        file,
        sentence.toString(),
        brings
            .map(name -> "the package " + name + " has it")
            .orElse(
                "install it, or say where it is with LD_LIBRARY_PATH or, when linking, with"
                    + " -Wl,-rpath"),
        List.of(need.name()));
  }

  /// The check that the loader makes before it binds anything (`_dl_check_map_versions` in glibc's
  /// `elf/dl-version.c`).
  private static void versions(LinkGraph graph, int number, List<LinkFinding> found) {
    if (graph.rules() != LoaderRules.VERSIONED) {
      return;
    }
    LinkedFile file = graph.files().get(number);
    Map<String, List<String>> missing = new LinkedHashMap<>();
    for (LinkedFile.Versions.Needed each : file.versions().needed()) {
      provider(graph, each.library())
          .filter(provider -> !provider.versions().defined().isEmpty())
          .filter(provider -> !each.weak())
          .filter(provider -> !provider.versions().defined().contains(each.name()))
          .ifPresent(provider ->
              missing.computeIfAbsent(provider.path(), path -> new ArrayList<>()).add(each.name()));
    }
    missing.forEach((path, versions) -> {
      LinkedFile provider = provider(graph, path).orElseThrow();
      found.add(
          LinkFinding.failure(
              Kind.MISSING_VERSION,
              file.name(),
              file.name()
                  + " was built against "
                  + wantedFrom(file, versions)
                  + " with "
                  + Enumeration.of(versions)
                  + "; "
                  + path
                  + " has "
                  + newest(provider.versions().defined(), versions.getFirst()),
              "install a newer " + provider.name() + ", or build " + file.name() + " here",
              versions));
    });
  }

  private static String wantedFrom(LinkedFile file, List<String> versions) {
    return file.versions().needed().stream()
        .filter(each -> each.name().equals(versions.getFirst()))
        .map(each -> "a " + each.library())
        .findFirst()
        .orElse("a library");
  }

  /// {@return the newest version that there is, of those that are called alike}
  private static String newest(List<String> there, String wanted) {
    String prefix = wanted.replaceFirst("[0-9.]*$", "");
    List<String> alike =
        there.stream()
            .filter(each -> each.startsWith(prefix))
            .filter(each -> each.substring(prefix.length()).matches("[0-9][0-9.]*"))
            .sorted(VersionOrder.BY_NUMBERS)
            .toList();
    if (!alike.isEmpty()) {
      return "nothing newer than " + alike.getLast();
    }
    return there.size() == 1 ? there.getFirst() + " alone" : "only " + Enumeration.of(there);
  }

  private static Optional<LinkedFile> provider(LinkGraph graph, String library) {
    return graph.files().stream()
        .filter(each -> each.isCalled(library))
        .findFirst()
        .or(() ->
            graph.needs().stream()
                .filter(need -> need.isMet() && need.name().equals(library))
                .map(need -> graph.files().get(need.to()))
                .findFirst());
  }

  private void symbols(
      LinkGraph graph, int number, List<LinkedFile> others, List<LinkFinding> found) {
    LinkedFile file = graph.files().get(number);
    List<Integer> undefined = undefined(graph, number);
    Set<Integer> told = new LinkedHashSet<>();
    List<Integer> nobody = new ArrayList<>();
    for (int symbol : undefined) {
      Optional<LinkFinding> special =
          otherVersion(graph, file, symbol).or(() -> sibling(file, symbol, graph, others));
      special.ifPresent(finding -> {
        if (told.add(finding.sentence().hashCode())) {
          found.add(finding);
        }
      });
      if (special.isEmpty()) {
        nobody.add(symbol);
      }
    }
    if (!nobody.isEmpty()) {
      found.add(undefinedFinding(graph, number, nobody));
    }
  }

  /// {@return the symbols that a file wants, which nobody has that it sees}
  public List<Integer> undefined(LinkGraph graph, int number) {
    LinkedFile file = graph.files().get(number);
    List<Integer> scope = graph.scope(number);
    BitSet seen = new BitSet();
    List<Integer> undefined = new ArrayList<>();
    for (int i = 0; i < file.relocations().count(); i++) {
      int symbol = file.relocations().symbol(i);
      RelocationColumns.Kind kind = file.relocations().kind(i);
      if (symbol == 0
          || seen.get(symbol)
          || file.symbols().is(symbol, SymbolColumns.WEAK)
          || file.symbols().is(symbol, SymbolColumns.LOCAL)) {
        continue;
      }
      seen.set(symbol);
      if (bindings.bound(graph, scope, number, symbol, kind).isEmpty()) {
        undefined.add(symbol);
      }
    }
    return undefined;
  }

  private LinkFinding undefinedFinding(LinkGraph graph, int number, List<Integer> symbols) {
    LinkedFile file = graph.files().get(number);
    List<String> raw = symbols.stream().map(symbol -> versioned(graph, file, symbol)).toList();
    List<String> spelled =
        symbols.stream().map(symbol -> system.spelled(name(graph, file, symbol))).toList();
    boolean hosted = graph.groups().size() > 1;
    String where =
        hosted
            ? "neither " + graph.files().getFirst().name() + " nor what they need has"
            : file.kind() == LinkedFile.Kind.LIBRARY
                ? "none of what it needs has; the program that loads it must"
                : "none of what it needs has";
    boolean missing = graph.needs().stream().anyMatch(need -> !need.isMet());
    return LinkFinding.failure(
        Kind.UNDEFINED_SYMBOL,
        file.name(),
        file.name() + " wants " + Enumeration.of(spelled) + ", which " + where,
        missing
            ? "it may be in a library that is missing"
            : hosted
                ? "build it for this " + graph.files().getFirst().name()
                : "link it with the library that has it (-l), or name the program that loads it"
                    + " with --host",
        raw);
  }

  /// The function is there, in another version.
  private Optional<LinkFinding> otherVersion(LinkGraph graph, LinkedFile file, int symbol) {
    int version = file.symbols().version(symbol);
    if (version == SymbolNames.NONE) {
      return Optional.empty();
    }
    for (LinkedFile each : graph.files()) {
      for (int there : bindings.named(each, file.symbols().name(symbol))) {
        int own = each.symbols().version(there);
        if (own != SymbolNames.NONE && own != version) {
          String name = system.spelled(name(graph, file, symbol));
          return Optional.of(
              LinkFinding.failure(
                  Kind.MISSING_VERSION,
                  file.name(),
                  file.name()
                      + " was built against "
                      + name
                      + "@"
                      + graph.names().text(version)
                      + "; "
                      + each.path()
                      + " has "
                      + name
                      + "@"
                      + graph.names().text(own),
                  "install another version of "
                      + each.name()
                      + ", or build "
                      + file.name()
                      + " here",
                  List.of(versioned(graph, file, symbol))));
        }
      }
    }
    return Optional.empty();
  }

  /// What was loaded beside it has the symbol, and shows it to nobody.
  private Optional<LinkFinding> sibling(
      LinkedFile file, int symbol, LinkGraph graph, List<LinkedFile> others) {
    String name = name(graph, file, symbol);
    for (LinkedFile other : others) {
      if (!other.path().equals(file.path())
          && !bindings.named(other, file.symbols().name(symbol)).isEmpty()) {
        return Optional.of(
            LinkFinding.failure(
                Kind.UNDEFINED_SYMBOL,
                file.name(),
                file.name()
                    + " wants "
                    + system.spelled(name)
                    + ", which "
                    + other.name()
                    + " has; but it does not need that file, and what dlopen() loads with RTLD_LOCAL"
                    + " is not seen by others",
                "link it with " + other.name() + ", or have that loaded first with RTLD_GLOBAL",
                List.of(versioned(graph, file, symbol))));
      }
    }
    return Optional.empty();
  }

  private static String name(LinkGraph graph, LinkedFile file, int symbol) {
    return graph.names().text(file.symbols().name(symbol));
  }

  private static String versioned(LinkGraph graph, LinkedFile file, int symbol) {
    int version = file.symbols().version(symbol);
    return name(graph, file, symbol)
        + (version == SymbolNames.NONE ? "" : "@" + graph.names().text(version));
  }

  private static void habits(LinkedFile file, List<LinkFinding> found) {
    if (file.habits().textRelocations()) {
      found.add(
          LinkFinding.note(
              Kind.TEXT_RELOCATIONS,
              file.path(),
              file.name() + " has places in its code filled in: no process shares those pages",
              "compile all of it with -fPIC",
              List.of()));
    }
    if (file.habits().executableStack()) {
      found.add(
          LinkFinding.note(
              Kind.EXECUTABLE_STACK,
              file.path(),
              file.name() + " wants a stack that can be executed, and all threads get one",
              "link it with -Wl,-z,noexecstack; assembler needs a section .note.GNU-stack",
              List.of()));
    }
  }

  /// Two libraries that differ in their number alone.
  private static void twoVersions(LinkGraph graph, List<LinkFinding> found) {
    Map<String, LinkedFile> first = new LinkedHashMap<>();
    for (LinkedFile file : graph.files()) {
      String base = VersionOrder.base(file.soname());
      if (base.isEmpty()) {
        continue;
      }
      LinkedFile other = first.putIfAbsent(base, file);
      if (other != null && !other.soname().equals(file.soname())) {
        found.add(
            LinkFinding.note(
                Kind.TWO_VERSIONS,
                file.path(),
                "two versions of "
                    + base
                    + " are loaded together: "
                    + other.path()
                    + needers(graph, other)
                    + ", and "
                    + file.path()
                    + needers(graph, file)
                    + "; each function is taken from the first that has it",
                "link both with one version",
                List.of(other.soname(), file.soname())));
      }
    }
  }

  private static String needers(LinkGraph graph, LinkedFile file) {
    List<String> needers =
        graph.needs().stream()
            .filter(need -> need.isMet() && graph.files().get(need.to()).path().equals(file.path()))
            .map(need -> graph.files().get(need.from()).name())
            .distinct()
            .toList();
    return needers.isEmpty() ? "" : " (for " + Enumeration.of(needers) + ")";
  }
}
