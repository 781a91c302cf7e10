package dev.fathom.runtime.micropython.reference;

import dev.fathom.model.column.AddressColumn;
import dev.fathom.model.column.LongColumn;
import dev.fathom.target.KeptMemory;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/// What was kept of the blocks, for the time when the target runs again.
///
/// @param words of all that may lead to objects
/// @param strayPlaces where a word of text or of numbers is the address of a chain; ascending
/// @param strayTargets that address
public record HeapWords(KeptMemory words, AddressColumn strayPlaces, LongColumn strayTargets) {
  private static final int LONGEST = 256;

  long u64(long address) {
    return words.u64(address);
  }

  int u8(long address) {
    return (int) (words.u64(address & -Long.BYTES) >>> (address % Long.BYTES * Byte.SIZE)) & 0xff;
  }

  /// Tells the addresses of chains in text or numbers.
  void strays(long start, long end, LongConsumer target) {
    int at = strayPlaces.count() == 0 ? -1 : strayPlaces.atOrBelow(start);
    if (at < 0 || strayPlaces.get(at) < start) {
      at++;
    }
    while (at < strayPlaces.count() && strayPlaces.get(at) < end) {
      target.accept(strayTargets.get(at++));
    }
  }

  /// {@return the text that begins at an address, as far as it was kept} Malformed bytes become
  /// U+FFFD.
  String text(long address, long length) {
    byte[] text = new byte[Math.clamp(length, 0, LONGEST)];
    for (int at = 0; at < text.length; at++) {
      text[at] = (byte) u8(address + at);
    }
    return new String(text, StandardCharsets.UTF_8);
  }
}
