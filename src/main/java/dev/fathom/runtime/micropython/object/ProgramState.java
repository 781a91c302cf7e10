package dev.fathom.runtime.micropython.object;

import dev.fathom.runtime.micropython.heap.GcHeap;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import org.jspecify.annotations.Nullable;

/// What stands in the variables before the collector's own (`mp_state_ctx_t`, `py/mpstate.h`): the
/// pools of interned strings, and from where the collector sets out.
///
/// The order of its three parts does not change, since the collector depends on it; their sizes do
/// with each build, so each is found by what must hold in it.
///
/// @param names the interned strings
/// @param tagging how words say what they are
/// @param types the types
/// @param pools address of the newest pool of interned strings
/// @param poolsVariable where that address stands
/// @param rootsStart where the collector begins to look for references
/// @param rootsEnd where it has ended
public record ProgramState(
    Qstrs names,
    Tagging tagging,
    ObjectTypes types,
    long pools,
    long poolsVariable,
    long rootsStart,
    long rootsEnd) {
  /// With all tables of the largest port's own modules.
  private static final long MOST_STATE_BYTES = 32 << 10;

  /// How many words stand at the most between the first reference of a thread and the pools
  /// (`mp_state_thread_t`).
  private static final int MOST_THREAD_WORDS = 32;

  private static final int MOST_KEYS = 1 << 12;

  /// {@return how the interned string is spelled that a word is, or null where it is none}
  public @Nullable String spelling(long word) {
    return names.spelling(tagging.string(word));
  }

  /// {@return the state before the struct of an area, or null where nothing is sound: of a version
  /// or a build that is not known}
  ///
  /// @param area where the struct of the first area stands
  public static @Nullable ProgramState find(long area, GcHeap heap, Target target, Words words) {
    LoadedModule module = null;
    for (LoadedModule each : target.modules()) {
      if (each.start() <= area && (module == null || module.start() < each.start())) {
        module = each;
      }
    }
    long lowest = Math.max(area - MOST_STATE_BYTES, module == null ? area : module.start());
    long pools = 0;
    for (long at = area - Long.BYTES; at >= lowest && pools == 0; at -= Long.BYTES) {
      long address = words.u64(at);
      pools = address > 0 && Qstrs.isPool(address, words) ? at : 0;
    }
    return pools == 0 || module == null ? null : at(pools, area, heap, module, words);
  }

  private static @Nullable ProgramState at(
      long pools, long area, GcHeap heap, LoadedModule module, Words words) {
    for (int before = MOST_THREAD_WORDS; before > 0; before--) {
      long at = pools - (long) before * Long.BYTES;
      long locals = words.u64(at);
      long globals = words.u64(at + Long.BYTES);
      long type = locals > 0 ? words.u64(words.u64(locals)) : 0;
      if (ObjectTypes.isTypeOfTypes(type, words)
          && globals > 0
          && words.u64(words.u64(globals)) == type) {
        Qstrs names = Qstrs.read(words.u64(pools), words);
        Tagging tagging = tagging(globals, names, words);
        if (tagging != null) {
          ObjectTypes types =
              new ObjectTypes(words, heap, names, tagging, type, module.start(), module.end());
          ObjectType dict = types.at(words.u64(globals));
          if (dict != null && dict.structure() == Structure.DICT) {
            return new ProgramState(names, tagging, types, words.u64(pools), pools, at, area);
          }
        }
      }
    }
    return null;
  }

  /// All global variables have interned names.
  private static @Nullable Tagging tagging(long globals, Qstrs names, Words words) {
    long table = words.u64(globals + Structure.MAP_TABLE);
    long room = Math.min(words.u64(globals + Structure.MAP_ROOM), MOST_KEYS);
    for (Tagging tagging : Tagging.values()) {
      int sound = 0;
      int other = 0;
      for (long entry = 0; entry < room; entry++) {
        long key = words.u64(table + entry * Structure.ENTRY_BYTES);
        if (key != 0 && key != Structure.SENTINEL) {
          boolean named = names.spelling(tagging.string(key)) != null;
          sound += named ? 1 : 0;
          other += named ? 0 : 1;
        }
      }
      if (sound > other) {
        return tagging;
      }
    }
    return null;
  }
}
