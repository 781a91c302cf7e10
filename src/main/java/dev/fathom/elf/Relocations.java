package dev.fathom.elf;

import java.util.Arrays;

/// Places in an image that a linker or the loader fills in, in columns: the order of their tables.
public final class Relocations {
  /// Places that only have the address added at which the image was loaded, of tables that hold
  /// nothing else (RELR), have no number of a kind of their own; this stands for them.
  public static final int RELATIVE_IN_RELR = -1;

  // Elf64_Rela; Elf64_Rel has no addend (gABI, "Relocation").
  private static final int R_OFFSET = 0;
  private static final int R_INFO = 8;
  private static final int R_ADDEND = 16;
  static final int RELA_BYTES = 24;
  static final int REL_BYTES = 16;

  private static final int FIRST_ROOM = 64;

  private long[] places = new long[FIRST_ROOM];
  private long[] addends = new long[FIRST_ROOM];
  private int[] kinds = new int[FIRST_ROOM];
  private int[] symbols = new int[FIRST_ROOM];
  private int count;

  /// From where on they are filled in when they are first used, if they need not be before: the
  /// table of the calls to functions (`DT_JMPREL`).
  private int firstOfCalls = Integer.MAX_VALUE;

  Relocations() {}

  /// {@return how many there are}
  public int count() {
    return count;
  }

  /// {@return the address of the place, before the load bias; in an object file an offset in the
  /// section}
  public long place(int index) {
    return places[index];
  }

  /// {@return what is to be done there: the machine's number, or [#RELATIVE_IN_RELR]}
  public int kind(int index) {
    return kinds[index];
  }

  /// {@return the symbol that it is about; 0 for none}
  public int symbol(int index) {
    return symbols[index];
  }

  public long addend(int index) {
    return addends[index];
  }

  /// {@return whether it is one of the calls to functions, which may wait until the first call}
  public boolean isCall(int index) {
    return index >= firstOfCalls;
  }

  void callsFollow() {
    firstOfCalls = count;
  }

  void add(long place, int kind, int symbol, long addend) {
    if (count == places.length) {
      int room = count * 2;
      places = Arrays.copyOf(places, room);
      addends = Arrays.copyOf(addends, room);
      kinds = Arrays.copyOf(kinds, room);
      symbols = Arrays.copyOf(symbols, room);
    }
    places[count] = place;
    addends[count] = addend;
    kinds[count] = kind;
    symbols[count++] = symbol;
  }

  /// Adds a table of entries that each name a place and a symbol.
  void addTable(byte[] table, int entryBytes) {
    for (int at = 0; at + entryBytes <= table.length; at += entryBytes) {
      long info = TableWords.i64(table, at + R_INFO);
      add(
          TableWords.i64(table, at + R_OFFSET),
          (int) info,
          (int) (info >>> Integer.SIZE),
          entryBytes == RELA_BYTES ? TableWords.i64(table, at + R_ADDEND) : 0);
    }
  }

  /// Adds a table of places that only have the load address added: an address, then words of which
  /// each bit but the lowest stands for one of the next 63 words (gABI, "Relative Relocation
  /// Table").
  void addRelative(byte[] table) {
    long next = 0;
    for (int at = 0; at + Long.BYTES <= table.length; at += Long.BYTES) {
      long word = TableWords.i64(table, at);
      if ((word & 1) == 0) {
        add(word, RELATIVE_IN_RELR, 0, 0);
        next = word + Long.BYTES;
        continue;
      }
      for (long bits = word >>> 1, place = next; bits != 0; bits >>>= 1, place += Long.BYTES) {
        if ((bits & 1) != 0) {
          add(place, RELATIVE_IN_RELR, 0, 0);
        }
      }
      next += (Long.SIZE - 1L) * Long.BYTES;
    }
  }
}
