package dev.fathom.runtime.cpython.reference;

import dev.fathom.runtime.cpython.interpreter.Interpreters;
import dev.fathom.runtime.cpython.kept.KeptReferences;
import dev.fathom.runtime.cpython.kept.StrReader;
import dev.fathom.runtime.cpython.kept.Tables;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.struct.Offsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Whose modules are whose, where a process has several interpreters: each has a module `sys` of
/// its own, and its `sys.modules` has the others.
final class ModuleOwners {
  private static final int LONGEST_KEY = 8;
  private static final String MAIN = "";

  private final KeptReferences kept;
  private final Offsets offsets;
  private final Tables tables;
  private final StrReader spellings;
  private final long moduleDict;

  /// By module: what tells its interpreter from others.
  private final Map<Long, String> labels = new HashMap<>();

  private ModuleOwners(
      KeptReferences kept, Layout layout, Offsets offsets, Tables tables, StrReader spellings) {
    this.kept = kept;
    this.offsets = offsets;
    this.tables = tables;
    this.spellings = spellings;
    this.moduleDict = layout.struct("PyModuleObject").offset("md_dict");
  }

  /// @param sys the modules that are called `sys`, in address order
  static ModuleOwners of(
      List<Long> sys,
      Interpreters interpreters,
      KeptReferences kept,
      Layout layout,
      Offsets offsets,
      Tables tables,
      StrReader spellings) {
    ModuleOwners owners = new ModuleOwners(kept, layout, offsets, tables, spellings);
    if (sys.size() > 1) {
      owners.look(sys, interpreters);
    }
    return owners;
  }

  /// {@return what a module's path begins with; empty for the main interpreter, and where there is
  /// only one}
  String label(long module) {
    return labels.getOrDefault(module, MAIN);
  }

  private void look(List<Long> sys, Interpreters interpreters) {
    // A program may have made another module of that name: it is not in its own table.
    List<Long> found = new ArrayList<>();
    List<Long> tablesOfModules = new ArrayList<>();
    for (long module : sys) {
      long modules = value(kept.u64(module + moduleDict), "modules");
      if (modules != 0 && holds(modules, module)) {
        found.add(module);
        tablesOfModules.add(modules);
      }
    }
    for (int at = 0; at < found.size() && found.size() > 1; at++) {
      OptionalInt id = interpreters.withModules(tablesOfModules.get(at));
      // Where the list of interpreters was not found nobody says which is the main one.
      String label =
          id.isEmpty()
              ? "interpreter " + (char) ('A' + at % 26) + ": "
              : id.getAsInt() == 0 ? MAIN : "interpreter " + id.getAsInt() + ": ";
      each(tablesOfModules.get(at), (key, value) -> labels.put(value, label));
    }
  }

  private boolean holds(long dict, long module) {
    boolean[] holds = new boolean[1];
    each(dict, (key, value) -> holds[0] |= value == module);
    return holds[0];
  }

  private long value(long dict, String name) {
    long[] found = new long[1];
    each(
        dict,
        (key, value) -> {
          if (found[0] == 0 && name.equals(spellings.kept(kept, key, LONGEST_KEY))) {
            found[0] = value;
          }
        });
    return found[0];
  }

  private void each(long dict, Tables.EntryListener listener) {
    if (kept.holds(dict + offsets.dictKeys())) {
      long size = offsets.two() ? kept.u64(dict + offsets.dictMask()) + 1 : 0;
      tables.eachEntry(kept.u64(dict + offsets.dictKeys()), size, listener);
    }
  }
}
