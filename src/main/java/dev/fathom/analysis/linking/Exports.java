package dev.fathom.analysis.linking;

import dev.fathom.model.linking.SymbolColumns;

/// The symbols of a file that others can bind to, to be found by name. 12 bytes a symbol and more.
final class Exports {
  private static final int MULTIPLIER = 0x9E3779B1;

  /// The first symbol of each name, plus one; open-addressed.
  private final int[] slots;

  /// The next symbol of the same name, plus one.
  private final int[] next;

  private final SymbolColumns symbols;

  /// **Cost:** linear.
  Exports(SymbolColumns symbols) {
    this.symbols = symbols;
    int room = Integer.highestOneBit(Math.max(8, symbols.count())) << 2;
    slots = new int[room];
    next = new int[symbols.count()];
    // From the last to the first, so that the first of a name is found first.
    for (int symbol = symbols.count() - 1; symbol > 0; symbol--) {
      if (isOffered(symbol)) {
        int slot = slot(symbols.name(symbol));
        next[symbol] = slots[slot];
        slots[slot] = symbol + 1;
      }
    }
  }

  /// What the loader looks at: what has an address, be it in the file, or in a program the place
  /// from where it calls a function of another (`check_match` in glibc's `elf/dl-lookup.c`).
  private boolean isOffered(int symbol) {
    return !symbols.is(symbol, SymbolColumns.LOCAL)
        && (symbols.value(symbol) != 0
            || symbols.is(symbol, SymbolColumns.ABSOLUTE)
            || symbols.is(symbol, SymbolColumns.THREAD));
  }

  /// {@return the first symbol of a name; 0 for none}
  int first(int name) {
    return slots[slot(name)] - 1 < 1 ? 0 : slots[slot(name)] - 1;
  }

  /// {@return the next symbol of the same name; 0 for none}
  int next(int symbol) {
    return next[symbol] == 0 ? 0 : next[symbol] - 1;
  }

  private int slot(int name) {
    int mask = slots.length - 1;
    int slot = (name * MULTIPLIER) >>> 7 & mask;
    while (slots[slot] != 0 && symbols.name(slots[slot] - 1) != name) {
      slot = slot + 1 & mask;
    }
    return slot;
  }
}
