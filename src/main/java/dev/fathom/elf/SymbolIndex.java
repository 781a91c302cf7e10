package dev.fathom.elf;

import java.util.Arrays;
import java.util.Optional;

/// The functions and variables of a table in address order, to name addresses.
///
/// Columns, not objects: 12 bytes for each distinct address, half of what the table itself takes.
final class SymbolIndex {
  private final SymbolEntries entries;

  /// Distinct addresses, ascending. Their top bit is flipped, so that signed order is address
  /// order.
  private final long[] addresses;

  /// The entry that names the address at the same place.
  private final int[] named;

  private SymbolIndex(SymbolEntries entries, long[] addresses, int[] named) {
    this.entries = entries;
    this.addresses = addresses;
    this.named = named;
  }

  /// **Cost:** three passes over the table and a sort of its addresses.
  static SymbolIndex of(SymbolEntries entries) throws ElfFormatException {
    long count = entries.count();
    int places = 0;
    for (long i = 1; i < count; i++) {
      places += isPlace(entries, i) ? 1 : 0;
    }
    long[] addresses = new long[places];
    int next = 0;
    for (long i = 1; i < count && next < places; i++) {
      if (isPlace(entries, i)) {
        addresses[next++] = ordered(entries.value(i));
      }
    }
    Arrays.sort(addresses, 0, next);
    int distinct = dropRepeats(addresses, next);
    addresses = Arrays.copyOf(addresses, distinct);

    int[] named = new int[distinct];
    for (int i = 1; i < count; i++) {
      int at = isPlace(entries, i) ? Arrays.binarySearch(addresses, ordered(entries.value(i))) : -1;
      if (at >= 0 && isBetter(entries, i, named[at])) {
        named[at] = i;
      }
    }
    return new SymbolIndex(entries, addresses, named);
  }

  /// {@return the symbol with the highest address that is not above the given one}
  Optional<Symbol> nearest(long address) throws ElfFormatException {
    int found = Arrays.binarySearch(addresses, ordered(address));
    int at = found >= 0 ? found : -found - 2;
    return at < 0 ? Optional.empty() : Optional.of(entries.at(named[at]));
  }

  /// Only what has an address of its own. Labels without a type are left out: they are marks of the
  /// linker and the assembler, and would hide the functions they stand in.
  private static boolean isPlace(SymbolEntries entries, long index) throws ElfFormatException {
    int section = entries.sectionIndex(index);
    if (section == Symbol.SHN_UNDEF || section == Symbol.SHN_ABS || section == Symbol.SHN_COMMON) {
      return false;
    }
    return switch (entries.type(index)) {
      case Symbol.STT_FUNC, Symbol.STT_OBJECT, Symbol.STT_GNU_IFUNC -> true;
      default -> false;
    };
  }

  /// Of the names of one place the first is taken, but one that others can see before one they
  /// cannot.
  private static boolean isBetter(SymbolEntries entries, int candidate, int current)
      throws ElfFormatException {
    return current == 0
        || (entries.binding(current) == Symbol.STB_LOCAL
            && entries.binding(candidate) != Symbol.STB_LOCAL);
  }

  private static int dropRepeats(long[] sorted, int length) {
    int kept = 0;
    for (int i = 0; i < length; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        sorted[kept++] = sorted[i];
      }
    }
    return kept;
  }

  private static long ordered(long address) {
    return address ^ Long.MIN_VALUE;
  }
}
