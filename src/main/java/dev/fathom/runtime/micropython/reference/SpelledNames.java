package dev.fathom.runtime.micropython.reference;

import dev.fathom.model.object.ObjectList;
import dev.fathom.runtime.micropython.heap.GcHeap;
import dev.fathom.runtime.micropython.object.ProgramState;
import dev.fathom.runtime.micropython.object.RootObjects;
import dev.fathom.runtime.micropython.object.Structure;
import java.util.BitSet;
import java.util.List;

/// Which interned strings the program's source spells, or that of the interpreter. All others are
/// the program's data, and private: `setattr` and keyword arguments intern what they are given.
///
/// A name is what the table of a module's code has, what the interpreter has in its constant pools,
/// and what a module or a class has as a variable: code that ran once may be gone.
final class SpelledNames {
  private final GcHeap heap;
  private final ProgramState state;
  private final HeapWords kept;
  private final BitSet spelled = new BitSet();

  SpelledNames(GcHeap heap, ProgramState state, HeapWords kept) {
    this.heap = heap;
    this.state = state;
    this.kept = kept;
    spelled.set(0, state.names().constants(heap));
  }

  /// Looks at all modules and classes.
  void find(ObjectList objects, List<RootObjects.Found> roots) {
    for (int object = 0; object < objects.count(); object++) {
      long address = objects.address(object);
      switch (state.types().all().get(objects.type(object)).structure()) {
        case CONTEXT -> table(kept.u64(address + Structure.MODULE_NAMES));
        case MODULE -> {
          table(kept.u64(address + Structure.MODULE_NAMES));
          keys(kept.u64(address + Structure.MODULE_GLOBALS));
        }
        case TYPE -> {
          int slot = kept.u8(address + Structure.TYPE_LOCALS_INDEX);
          if (slot > 0) {
            keys(kept.u64(address + Structure.TYPE_SLOTS + (slot - 1L) * Long.BYTES));
          }
        }
        default -> {}
      }
    }
    for (RootObjects.Found root : roots) {
      if (root.type().structure() == Structure.VARIABLES) {
        keys(root.address());
      }
    }
  }

  private void table(long address) {
    int head = heap.head(address);
    long count = head < 0 ? 0 : heap.bytes(head) / Short.BYTES;
    for (long entry = 0; entry < count; entry++) {
      long at = address + entry * Short.BYTES;
      spelled.set(kept.u8(at) | (kept.u8(at + 1) << Byte.SIZE));
    }
  }

  private void keys(long dict) {
    long table = kept.u64(dict + Structure.MAP_TABLE);
    int head = heap.head(table);
    long count = head < 0 ? 0 : heap.bytes(head) / Structure.ENTRY_BYTES;
    for (long entry = 0; entry < count; entry++) {
      int string = state.tagging().string(kept.u64(table + entry * Structure.ENTRY_BYTES));
      if (string >= 0 && string < state.names().count()) {
        spelled.set(string);
      }
    }
  }

  boolean isSpelled(int string) {
    return spelled.get(string);
  }
}
