package dev.fathom.runtime.cpython.stack;

/// The table from which a code object tells the line of an instruction.
///
/// Its form has changed twice: `Objects/lnotab_notes.txt` (up to 3.9, and 3.10),
/// `InternalDocs/code_objects.md` (from 3.11).
enum LineTable {
  /// 2.7: pairs of a distance in bytes and one in lines, both without sign.
  UNSIGNED,
  /// 3.6 to 3.9: the distance in lines has a sign.
  SIGNED,
  /// 3.10: a pair for each range, -128 for no line.
  RANGES,
  /// From 3.11: entries of one byte and more, with columns.
  LOCATIONS;

  private static final int NO_LINE = -128;

  // The kinds of entries (`_PyCodeLocationInfoKind`, Include/cpython/code.h)
  private static final int ONE_LINE = 10;
  private static final int NO_COLUMNS = 13;
  private static final int LONG = 14;
  private static final int NONE = 15;

  /// {@return the line of an instruction; the nearest before it where it has none}
  ///
  /// @param first of the function
  /// @param at the instruction: bytes from the first; -1 before that
  int line(byte[] table, int first, int at) {
    return switch (this) {
      case UNSIGNED, SIGNED -> pairs(table, first, at);
      case RANGES -> ranges(table, first, at);
      case LOCATIONS -> new Locations(table).line(first, at);
    };
  }

  private int pairs(byte[] table, int first, int at) {
    int line = first;
    int address = 0;
    for (int pair = 0; pair + 1 < table.length; pair += 2) {
      address += table[pair] & 0xff;
      if (address > at) {
        break;
      }
      line += this == SIGNED ? table[pair + 1] : table[pair + 1] & 0xff;
    }
    return line;
  }

  private static int ranges(byte[] table, int first, int at) {
    int line = first;
    int end = 0;
    for (int pair = 0; pair + 1 < table.length; pair += 2) {
      end += table[pair] & 0xff;
      line += table[pair + 1] == NO_LINE ? 0 : table[pair + 1];
      if (at < end) {
        break;
      }
    }
    return line;
  }

  /// Goes through the entries of a table.
  private static final class Locations {
    private final byte[] table;
    private int next;

    Locations(byte[] table) {
      this.table = table;
    }

    int line(int first, int at) {
      int line = first;
      int address = 0;
      while (next < table.length) {
        int head = take();
        address += 2 * ((head & 7) + 1);
        line += lines(head >>> 3 & 15);
        if (at < address) {
          break;
        }
      }
      return line;
    }

    /// {@return how many lines an entry goes on} Passes over what it says of columns.
    private int lines(int kind) {
      return switch (kind) {
        case NONE -> 0;
        case LONG -> {
          int lines = signed();
          number();
          number();
          number();
          yield lines;
        }
        case NO_COLUMNS -> signed();
        default -> {
          next += kind >= ONE_LINE ? 2 : 1;
          yield kind >= ONE_LINE ? kind - ONE_LINE : 0;
        }
      };
    }

    private int take() {
      return next < table.length ? table[next++] & 0xff : 0;
    }

    /// Six bits a byte, the lowest first; the seventh says that another follows.
    private int number() {
      int value = 0;
      int part = take();
      for (int shift = 0; ; shift += 6) {
        value |= (part & 63) << Math.min(shift, 30);
        if ((part & 64) == 0 || shift > 30) {
          return value;
        }
        part = take();
      }
    }

    private int signed() {
      int value = number();
      return (value & 1) == 0 ? value >>> 1 : -(value >>> 1);
    }
  }
}
