package dev.fathom.survey.linking;

import dev.fathom.model.linking.IncludedModule;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.LoadedFile;
import dev.fathom.model.linking.SymbolColumns;
import dev.fathom.model.linking.SymbolNames;
import dev.fathom.runtime.ExtensionRules;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The modules of a language that are in a process: the interpreter's own tables of those that are
/// compiled into it, read as they are now, and the files that have the function which it calls.
final class IncludedModules {
  /// No interpreter has more.
  private static final int MOST = 4096;

  private static final int LONGEST_NAME = 200;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][\\w.]*");

  /// Of an entry: name and function (`struct _inittab`); name, code and size (`struct _frozen`, in
  /// some versions with a function behind).
  private static final long BUILT_IN_BYTES = 16;

  private static final long FROZEN_BYTES = 24;
  private static final long LONG_FROZEN_BYTES = 32;
  private static final long FROZEN_SIZE = 16;

  private final Words words;
  private final SymbolNames names;
  private final List<LinkedFile> files;
  private final List<LoadedFile> loaded;

  /// @param files those that are loaded, in load order
  /// @param loaded the same as they are loaded
  IncludedModules(Words words, SymbolNames names, List<LinkedFile> files, List<LoadedFile> loaded) {
    this.words = words;
    this.names = names;
    this.files = files;
    this.loaded = loaded;
  }

  /// {@return the modules: compiled in, frozen, then those of files}
  List<IncludedModule> of(ExtensionRules rules) {
    List<IncludedModule> modules = new ArrayList<>();
    @Nullable Variable builtIn = variable(rules.builtIn());
    if (builtIn != null) {
      builtIn(builtIn, modules);
    }
    for (String table : rules.frozen()) {
      @Nullable Variable frozen = variable(table);
      if (frozen != null) {
        frozen(frozen, modules);
      }
    }
    int interpreter = builtIn == null ? -1 : builtIn.file();
    for (LoadedFile each : loaded) {
      if (each.number() != interpreter
          && files.get(each.number()).kind() == LinkedFile.Kind.LIBRARY) {
        extensions(rules, each.number(), modules);
      }
    }
    return modules;
  }

  /// A variable of a file, and what stands in it.
  private record Variable(int file, long value) {}

  /// {@return the variable that the loader takes for a name, if there is one}
  private @Nullable Variable variable(String name) {
    for (LoadedFile each : loaded) {
      SymbolColumns symbols = files.get(each.number()).symbols();
      for (int symbol = 1; symbol < symbols.count(); symbol++) {
        if (symbols.is(symbol, SymbolColumns.DEFINED)
            && symbols.is(symbol, SymbolColumns.DATA)
            && names.text(symbols.name(symbol)).equals(name)) {
          long value = words.u64(each.bias() + symbols.value(symbol));
          return words.met() && value != 0 ? new Variable(each.number(), value) : null;
        }
      }
    }
    return null;
  }

  private void builtIn(Variable table, List<IncludedModule> modules) {
    for (int at = 0; at < MOST; at++) {
      String name = name(table.value() + at * BUILT_IN_BYTES);
      if (name == null) {
        return;
      }
      modules.add(new IncludedModule(name, IncludedModule.Kind.BUILT_IN, table.file(), 0));
    }
  }

  private void frozen(Variable table, List<IncludedModule> modules) {
    // Behind a short entry the next name comes, behind that of a long one's function none.
    boolean isShort =
        name(table.value() + FROZEN_BYTES) != null
            && name(table.value() + 2 * FROZEN_BYTES) != null;
    long step = isShort ? FROZEN_BYTES : LONG_FROZEN_BYTES;
    for (int at = 0; at < MOST; at++) {
      long entry = table.value() + at * step;
      String name = name(entry);
      if (name == null) {
        return;
      }
      // Of a package in earlier versions the size is negative.
      long size = Math.abs((long) words.u32(entry + FROZEN_SIZE));
      modules.add(new IncludedModule(name, IncludedModule.Kind.FROZEN, table.file(), size));
    }
  }

  /// {@return the name to which a word leads; null where it leads to none, as at a table's end}
  private @Nullable String name(long place) {
    long address = words.u64(place);
    if (!words.met() || address == 0) {
      return null;
    }
    String name = words.string(address, LONGEST_NAME);
    return name != null && NAME.matcher(name).matches() ? name : null;
  }

  private void extensions(ExtensionRules rules, int file, List<IncludedModule> modules) {
    SymbolColumns symbols = files.get(file).symbols();
    Map<String, IncludedModule> found = new LinkedHashMap<>();
    for (int symbol = 1; symbol < symbols.count(); symbol++) {
      String name = names.text(symbols.name(symbol));
      if (symbols.is(symbol, SymbolColumns.DEFINED) && name.startsWith(rules.entry())) {
        String module = rules.module(name);
        found.put(module, new IncludedModule(module, IncludedModule.Kind.EXTENSION, file, 0));
      }
    }
    modules.addAll(found.values());
  }
}
