package dev.fathom.model.linking;

import java.util.Arrays;

/// What stands in the places of a process that the loader filled in with addresses of symbols, in
/// columns: which file was taken for which symbol of which. 12 bytes each.
public final class SlotColumns {
  /// Nobody was taken: the place is empty, or waits for the first call.
  public static final int UNBOUND = -1;

  private static final int FIRST_ROOM = 1 << 10;

  private int[] files = new int[FIRST_ROOM];
  private int[] symbols = new int[FIRST_ROOM];
  private int[] taken = new int[FIRST_ROOM];
  private int count;

  /// Adds one.
  ///
  /// @param file the number of the file that the place is in
  /// @param symbol the index of the symbol in that file
  /// @param bound the number of the file that its address leads into, or [#UNBOUND]
  public void add(int file, int symbol, int bound) {
    if (count == files.length) {
      files = Arrays.copyOf(files, count * 2);
      symbols = Arrays.copyOf(symbols, count * 2);
      taken = Arrays.copyOf(taken, count * 2);
    }
    files[count] = file;
    symbols[count] = symbol;
    taken[count++] = bound;
  }

  public int count() {
    return count;
  }

  public int file(int slot) {
    return files[slot];
  }

  public int symbol(int slot) {
    return symbols[slot];
  }

  public int taken(int slot) {
    return taken[slot];
  }
}
