package dev.fathom.runtime.cpython.reference;

import dev.fathom.model.object.ObjectList;
import dev.fathom.model.object.RootKind;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.cpython.interpreter.Interpreters;
import dev.fathom.runtime.cpython.kept.KeptReferences;
import dev.fathom.runtime.cpython.kept.StrReader;
import dev.fathom.runtime.cpython.kept.Tables;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.StructLayout;
import dev.fathom.runtime.cpython.object.PythonTypes;
import dev.fathom.runtime.cpython.struct.Offsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The modules, as roots; and the spelling of the names that are attributes, variables and keys.
///
/// Each object of type `module` is a root: `sys.modules` holds nearly all of them, and those that
/// it does not are their own roots in the interpreter.
public final class Modules {
  private static final int LONGEST_NAME = 200;

  private final KeptReferences kept;
  private final PythonTypes types;
  private final StrReader spellings;
  private final @Nullable SourceNames names;
  private final Layout layout;
  private final long name;

  /// @param names which strings may be told; null where all may
  public Modules(
      KeptReferences kept,
      Layout layout,
      PythonTypes types,
      StrReader spellings,
      @Nullable SourceNames names) {
    this.names = names;
    this.layout = layout;
    this.kept = kept;
    this.types = types;
    this.spellings = spellings;
    this.name = identity(layout);
  }

  /// {@return the field of a module by which its name was kept}
  public static long identity(Layout layout) {
    StructLayout module = layout.struct("PyModuleObject");
    return module.offset(module.has("md_name") ? "md_name" : "md_dict");
  }

  /// Tells them.
  ///
  /// @param tables of the same words that were kept
  public void tell(
      ObjectList objects,
      Interpreters interpreters,
      Offsets offsets,
      Tables tables,
      ReferenceSink sink) {
    List<Long> modules = new ArrayList<>();
    BitSet strings = types.shaped(PythonTypes.Shape.STR);
    BitSet named = types.called("module");
    for (int object = 0; object < objects.count(); object++) {
      int type = objects.type(object);
      if (strings.get(type)) {
        long address = objects.address(object);
        String text = spellings.kept(kept, address, LONGEST_NAME);
        if (text != null && (names == null || names.tells(object, text))) {
          sink.spelling(address, text);
        }
      } else if (named.get(type)) {
        modules.add(objects.address(object));
      }
    }
    ModuleOwners owners =
        ModuleOwners.of(
            modules.stream().filter(module -> nameOf(module).equals("sys")).toList(),
            interpreters,
            kept,
            layout,
            offsets,
            tables,
            spellings);
    for (long module : modules) {
      sink.root(module, RootKind.MODULE, owners.label(module) + nameOf(module));
    }
  }

  private String nameOf(long module) {
    return kept.moduleNames().getOrDefault(kept.u64(module + name), "<module>");
  }
}
