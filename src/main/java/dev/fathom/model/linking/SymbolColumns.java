package dev.fathom.model.linking;

import java.util.Arrays;

/// The symbols of a file that others may see, in columns: those that it has and those that it
/// wants. 32 bytes each.
public final class SymbolColumns {
  /// The symbol is in the file, not just wanted.
  public static final int DEFINED = 1;

  /// Nobody needs to have it: it is nothing then.
  public static final int WEAK = 1 << 1;

  /// It is seen in the file alone: `static`, or of hidden visibility.
  public static final int LOCAL = 1 << 2;

  /// It is data, and not code.
  public static final int DATA = 1 << 3;

  /// It is a variable that each thread has.
  public static final int THREAD = 1 << 4;

  /// Only who names its version gets it.
  public static final int HIDDEN_VERSION = 1 << 5;

  /// There is one for all of a process, whoever has it (`STB_GNU_UNIQUE`).
  public static final int UNIQUE = 1 << 6;

  /// Others may use it, and the file itself always uses its own.
  public static final int PROTECTED = 1 << 7;

  /// A variable without a place yet, of which the largest of all files counts (`COMMON`).
  public static final int COMMON = 1 << 8;

  /// In a section that several files have alike, of which one is taken (a group, `COMDAT`).
  public static final int GROUPED = 1 << 9;

  /// It is code that says at run time which code it is (`STT_GNU_IFUNC`).
  public static final int CHOSEN = 1 << 10;

  /// A number and no address.
  public static final int ABSOLUTE = 1 << 11;

  private static final int FIRST_ROOM = 16;

  private int[] names;
  private int[] versions;
  private int[] flags;
  private short[] versionNumbers;
  private long[] values;
  private long[] sizes;
  private int count;

  public SymbolColumns(int room) {
    int entries = Math.max(room, FIRST_ROOM);
    names = new int[entries];
    versions = new int[entries];
    flags = new int[entries];
    versionNumbers = new short[entries];
    values = new long[entries];
    sizes = new long[entries];
  }

  /// Adds one; its index is the count before.
  ///
  /// @param name its number among the names
  /// @param version the number of its version's name, or [SymbolNames#NONE]
  /// @param versionNumber the file's own number of that version
  public void add(int name, int version, int versionNumber, int flag, long value, long size) {
    if (count == names.length) {
      int room = count * 2;
      names = Arrays.copyOf(names, room);
      versions = Arrays.copyOf(versions, room);
      flags = Arrays.copyOf(flags, room);
      versionNumbers = Arrays.copyOf(versionNumbers, room);
      values = Arrays.copyOf(values, room);
      sizes = Arrays.copyOf(sizes, room);
    }
    names[count] = name;
    versions[count] = version;
    versionNumbers[count] = (short) versionNumber;
    flags[count] = flag;
    values[count] = value;
    sizes[count++] = size;
  }

  public int count() {
    return count;
  }

  /// {@return the number of its name}
  public int name(int symbol) {
    return names[symbol];
  }

  /// {@return the number of the name of its version, or [SymbolNames#NONE]}
  public int version(int symbol) {
    return versions[symbol];
  }

  /// {@return the file's own number of the version: 0 and 1 mean none}
  public int versionNumber(int symbol) {
    return versionNumbers[symbol];
  }

  public long value(int symbol) {
    return values[symbol];
  }

  /// {@return its bytes, 0 where nobody says}
  public long size(int symbol) {
    return sizes[symbol];
  }

  /// {@return whether all of some flags hold}
  public boolean is(int symbol, int flag) {
    return (flags[symbol] & flag) == flag;
  }
}
