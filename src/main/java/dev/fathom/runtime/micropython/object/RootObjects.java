package dev.fathom.runtime.micropython.object;

import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;

/// Objects that stand among the variables of the program, and whose tables are blocks of the
/// collector: the global variables of `__main__`, the table of modules, `sys.argv`.
public final class RootObjects {
  /// So much of a text is kept where its contents are wanted.
  public static final long LONGEST_TEXT = 256;

  /// A dict, a list, and an exception have so many bytes (`py/obj.h`).
  private static final int BYTES = 32;

  private static final long MOST_ENTRIES = 1 << 16;
  private static final long LONGEST_TABLE = 1L << 32;

  private RootObjects() {}

  /// One object.
  ///
  /// @param address where it stands
  public record Found(long address, ObjectType type, long bytes) {}

  /// {@return those in the part of the state in which the collector looks for references}
  public static List<Found> find(ProgramState state, Words words) {
    List<Found> found = new ArrayList<>();
    long at = state.rootsStart();
    while (at < state.rootsEnd()) {
      ObjectType type = state.types().at(words.u64(at));
      if (type != null && isWhole(type.structure(), at, words)) {
        boolean variables = type.structure() == Structure.DICT && isMain(state, at, words);
        found.add(
            new Found(
                at, variables ? state.types().withoutType(Structure.VARIABLES) : type, BYTES));
        at += BYTES;
      } else {
        at += Long.BYTES;
      }
    }
    return List.copyOf(found);
  }

  /// The module that runs as the program says so itself.
  private static boolean isMain(ProgramState state, long dict, Words words) {
    long table = words.u64(dict + Structure.MAP_TABLE);
    long room = Math.min(words.u64(dict + Structure.MAP_ROOM), MOST_ENTRIES);
    for (long entry = 0; entry < room; entry++) {
      long at = table + entry * Structure.ENTRY_BYTES;
      if ("__name__".equals(state.spelling(words.u64(at)))) {
        return "__main__".equals(state.spelling(words.u64(at + Long.BYTES)));
      }
    }
    return false;
  }

  private static boolean isWhole(Structure structure, long at, Words words) {
    return switch (structure) {
      case DICT -> isTable(at, Structure.MAP_ROOM, Structure.MAP_TABLE, words);
      case LIST -> isTable(at, Structure.LIST_ROOM, Structure.LIST_ITEMS, words);
      case EXCEPTION -> true;
      default -> false;
    };
  }

  private static boolean isTable(long at, long room, long table, Words words) {
    long count = words.u64(at + room);
    return count >= 0 && count < LONGEST_TABLE && (words.u64(at + table) != 0 || count == 0);
  }
}
