package dev.fathom.analysis.linking;

import dev.fathom.analysis.linking.LinkFinding.Kind;
import dev.fathom.model.linking.LinkInput;
import dev.fathom.model.linking.LinkObject;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.SymbolColumns;
import dev.fathom.model.linking.SymbolNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What `ld` would say of object files and archives, in the order in which they are given: which
/// members are taken, what is defined twice, and what nobody has.
public final class ObjectLink {
  /// What linkers define themselves (`ld --verbose`), and what the compiler's start files have.
  private static final Set<String> IMPLIED =
      Set.of(
          "_GLOBAL_OFFSET_TABLE_",
          "_DYNAMIC",
          "_end",
          "end",
          "_edata",
          "edata",
          "_etext",
          "etext",
          "__bss_start",
          "__executable_start",
          "__ehdr_start",
          "__init_array_start",
          "__init_array_end",
          "__fini_array_start",
          "__fini_array_end",
          "__preinit_array_start",
          "__preinit_array_end",
          "__rela_iplt_start",
          "__rela_iplt_end",
          "__dso_handle",
          "__TMC_END__",
          "_init",
          "_fini",
          "_start",
          "data_start",
          "__data_start",
          "_IO_stdin_used",
          "_PROCEDURE_LINKAGE_TABLE_",
          "__GNU_EH_FRAME_HDR",
          "_TLS_MODULE_BASE_");

  private static final String MAIN = "main";
  private static final String START_FILE = "crt1.o";

  private final SymbolNames names;
  private final SystemKnowledge system;
  private final boolean library;

  /// Who has a symbol.
  private final Map<Integer, Definition> definitions = new HashMap<>();

  /// Who wants one first, and is not served yet.
  private final Map<Integer, String> wanted = new LinkedHashMap<>();

  /// What libraries have that are loaded with it.
  private final Set<Integer> shared = new HashSet<>();

  private final List<Taken> taken = new ArrayList<>();
  private final List<LinkFinding> found = new ArrayList<>();
  private final Set<LinkObject> members = new HashSet<>();

  private record Definition(String file, boolean weak, boolean common, boolean grouped) {}

  /// An object file that becomes part of what is linked.
  ///
  /// @param because the symbol for which it is taken from its archive; empty where it was named
  public record Taken(LinkObject object, String because) {}

  /// What came of it.
  ///
  /// @param taken in order
  /// @param findings what `ld` would say
  public record Outcome(List<Taken> taken, List<LinkFinding> findings) {
    public Outcome {
      taken = List.copyOf(taken);
      findings = List.copyOf(findings);
    }
  }

  /// @param library whether a library is made, and no program
  public ObjectLink(SymbolNames names, SystemKnowledge system, boolean library) {
    this.names = names;
    this.system = system;
    this.library = library;
  }

  /// Links.
  ///
  /// @param inputs as they are given
  /// @param implied what the compiler adds behind them
  public Outcome link(List<LinkInput> inputs, List<LinkInput> implied) {
    if (!library) {
      wanted.put(names.of(MAIN), START_FILE);
    }
    for (LinkInput input : inputs) {
      take(input);
    }
    int own = taken.size();
    // The compiler names its libraries so that they may need one another.
    int before;
    do {
      before = taken.size();
      implied.forEach(this::take);
    } while (taken.size() > before);
    List<Taken> named = List.copyOf(taken.subList(0, own));
    undefined(inputs, named);
    named.forEach(this::fixed);
    return new Outcome(named, found);
  }

  private void take(LinkInput input) {
    switch (input) {
      case LinkInput.Single single -> add(single.object(), "");
      case LinkInput.Shared loaded -> add(loaded.library());
      case LinkInput.Archived archive -> {
        if (!archive.indexed() && !archive.members().isEmpty()) {
          found.add(
              LinkFinding.failure(
                  Kind.ARCHIVE_ORDER,
                  archive.path(),
                  archive.path() + " has no index, and a linker takes nothing from it",
                  "run ranlib on it",
                  List.of()));
        } else {
          takeMembers(archive);
        }
      }
    }
  }

  /// Takes members for what is wanted until nothing more is: one may want what another has.
  private void takeMembers(LinkInput.Archived archive) {
    Map<Integer, LinkObject> index = new HashMap<>();
    for (LinkObject member : archive.members()) {
      SymbolColumns symbols = member.symbols();
      for (int symbol = 0; symbol < symbols.count(); symbol++) {
        if (symbols.is(symbol, SymbolColumns.DEFINED)) {
          index.putIfAbsent(symbols.name(symbol), member);
        }
      }
    }
    boolean more = true;
    while (more) {
      more = false;
      for (int name : List.copyOf(wanted.keySet())) {
        LinkObject member = index.get(name);
        if (member != null && wanted.containsKey(name) && members.add(member)) {
          add(member, names.text(name));
          more = true;
        }
      }
    }
  }

  private void add(LinkObject object, String because) {
    taken.add(new Taken(object, because));
    SymbolColumns symbols = object.symbols();
    for (int symbol = 0; symbol < symbols.count(); symbol++) {
      int name = symbols.name(symbol);
      if (!symbols.is(symbol, SymbolColumns.DEFINED)) {
        if (!symbols.is(symbol, SymbolColumns.WEAK)
            && !definitions.containsKey(name)
            && !shared.contains(name)) {
          wanted.putIfAbsent(name, object.name());
        }
        continue;
      }
      Definition own =
          new Definition(
              object.name(),
              symbols.is(symbol, SymbolColumns.WEAK) || symbols.is(symbol, SymbolColumns.UNIQUE),
              symbols.is(symbol, SymbolColumns.COMMON),
              symbols.is(symbol, SymbolColumns.GROUPED));
      Definition before = definitions.get(name);
      if (before != null && collide(before, own)) {
        twice(names.text(name), before, own);
      } else if (before == null || before.weak() || (before.common() && !own.weak())) {
        definitions.put(name, own);
      }
      wanted.remove(name);
    }
  }

  private static boolean collide(Definition one, Definition other) {
    return !one.weak()
        && !other.weak()
        && !one.common()
        && !other.common()
        && !(one.grouped() && other.grouped());
  }

  private void add(LinkedFile loaded) {
    SymbolColumns symbols = loaded.symbols();
    for (int symbol = 1; symbol < symbols.count(); symbol++) {
      if (symbols.is(symbol, SymbolColumns.DEFINED)
          && !symbols.is(symbol, SymbolColumns.LOCAL)
          && !symbols.is(symbol, SymbolColumns.HIDDEN_VERSION)) {
        shared.add(symbols.name(symbol));
        wanted.remove(symbols.name(symbol));
      }
    }
  }

  private void twice(String name, Definition before, Definition own) {
    found.add(
        LinkFinding.failure(
            Kind.MULTIPLE_DEFINITION,
            own.file(),
            "both " + before.file() + " and " + own.file() + " define " + system.spelled(name),
            "make one of them static, or leave one file out",
            List.of(name)));
  }

  private void undefined(List<LinkInput> inputs, List<Taken> named) {
    Set<Integer> used = new HashSet<>();
    for (Taken each : named) {
      each.object().used().forEach(symbol -> used.add(each.object().symbols().name(symbol)));
    }
    if (library) {
      // A library may leave to the program what it does not find, but for archives in a bad order.
      wanted.forEach((name, file) ->
          earlier(inputs, name).ifPresent(archive -> found.add(order(name, file, archive))));
      return;
    }
    wanted.forEach((name, file) -> {
      String text = names.text(name);
      boolean isUsed = used.contains(name) || file.equals(START_FILE);
      boolean ofSection = text.startsWith("__start_") || text.startsWith("__stop_");
      if (!isUsed || IMPLIED.contains(text) || ofSection) {
        return;
      }
      Optional<String> archive = earlier(inputs, name);
      found.add(
          archive.isPresent()
              ? order(name, file, archive.get())
              : LinkFinding.failure(
                  Kind.UNDEFINED_REFERENCE,
                  file,
                  "undefined reference to " + system.spelled(text) + " in " + file,
                  file.equals(START_FILE)
                      ? "a program needs a main(); for a library there is --shared"
                      : "name the file or library that has it behind " + file,
                  List.of(text)));
    });
  }

  /// {@return an archive that has what is wanted, and was passed before it was}
  private static Optional<String> earlier(List<LinkInput> inputs, int name) {
    for (LinkInput input : inputs) {
      if (input instanceof LinkInput.Archived archive && archive.indexed()) {
        for (LinkObject member : archive.members()) {
          SymbolColumns symbols = member.symbols();
          for (int symbol = 0; symbol < symbols.count(); symbol++) {
            if (symbols.name(symbol) == name && symbols.is(symbol, SymbolColumns.DEFINED)) {
              return Optional.of(archive.path());
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private LinkFinding order(int name, String file, String archive) {
    return LinkFinding.failure(
        Kind.ARCHIVE_ORDER,
        archive,
        archive
            + " has "
            + system.spelled(names.text(name))
            + ", but stands before "
            + file
            + ", which wants it: a linker has passed it by then",
        "name "
            + archive
            + " behind "
            + file
            + ", or put both between --start-group and --end-group",
        List.of(names.text(name)));
  }

  private void fixed(Taken each) {
    List<LinkObject.FixedPlace> places =
        each.object().fixed().stream().filter(place -> library || place.inPrograms()).toList();
    if (places.isEmpty()) {
      return;
    }
    LinkObject.FixedPlace first = places.getFirst();
    found.add(
        LinkFinding.failure(
            Kind.NOT_POSITION_INDEPENDENT,
            each.object().name(),
            each.object().name()
                + " has "
                + first.relocation()
                + " against "
                + system.spelled(first.symbol())
                + ", which cannot be used when making a "
                + (library ? "shared object" : "program that can be loaded anywhere (PIE)"),
            library ? "recompile with -fPIC" : "recompile with -fPIE, or link with -no-pie",
            places.stream().map(LinkObject.FixedPlace::symbol).distinct().toList()));
  }
}
