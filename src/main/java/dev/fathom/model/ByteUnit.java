package dev.fathom.model;

import java.util.Locale;

/// A unit for a column of sizes: one for the whole column, so that its figures can be compared at a
/// glance.
public enum ByteUnit {
  BYTES("B", 1),
  KIB("KiB", 1L << 10),
  MIB("MiB", 1L << 20),
  GIB("GiB", 1L << 30);

  /// Above this many of a unit, the next one is used.
  private static final long MOST = 10_000;

  private final String symbol;
  private final long bytes;

  ByteUnit(String symbol, long bytes) {
    this.symbol = symbol;
    this.bytes = bytes;
  }

  /// {@return the unit in which a column is written whose largest figure is `largest` bytes}
  public static ByteUnit forLargest(long largest) {
    ByteUnit unit = BYTES;
    for (ByteUnit next : values()) {
      if (next.bytes <= largest && largest / unit.bytes >= MOST) {
        unit = next;
      }
    }
    return unit == BYTES && largest >= KIB.bytes ? KIB : unit;
  }

  /// {@return the figure with this unit: `1,864 MiB`, `2.1 MiB`}
  public String format(long amount) {
    return number(amount) + " " + symbol;
  }

  public String symbol() {
    return symbol;
  }

  /// {@return the figure without the unit, for a column whose head has it}
  public String number(long amount) {
    double value = (double) amount / bytes;
    boolean whole = this == BYTES || Math.abs(value) >= 100 || amount == 0;
    return String.format(Locale.ROOT, whole ? "%,.0f" : "%,.1f", value);
  }

  /// {@return a figure in running text, in whatever unit suits it}
  public static String inText(long amount) {
    ByteUnit unit = BYTES;
    for (ByteUnit next : values()) {
      if (next.bytes <= Math.abs(amount)) {
        unit = next;
      }
    }
    return unit == GIB && amount < 10 * GIB.bytes ? MIB.format(amount) : unit.format(amount);
  }
}
