package dev.fathom.elf;

/// Addresses from `start` up to but without `end`.
///
/// @param start the first address
/// @param end the address after the last, unsigned
public record AddressRange(long start, long end) {
  /// {@return its length in bytes}
  public long bytes() {
    return end - start;
  }

  /// {@return whether the address lies in the range}
  public boolean contains(long address) {
    return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
  }
}
