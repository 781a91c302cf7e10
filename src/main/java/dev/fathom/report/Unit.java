package dev.fathom.report;

import java.util.Locale;

/// A unit for a column of sizes: one for the whole column, so that its figures can be compared at a
/// glance.
enum Unit {
  BYTES("B", 1),
  KIB("KiB", 1L << 10),
  MIB("MiB", 1L << 20),
  GIB("GiB", 1L << 30);

  /// Above this many of a unit, the next one is used.
  private static final long MOST = 10_000;

  private final String symbol;
  private final long bytes;

  Unit(String symbol, long bytes) {
    this.symbol = symbol;
    this.bytes = bytes;
  }

  /// {@return the unit in which a column is written whose largest figure is `largest` bytes}
  static Unit forLargest(long largest) {
    Unit unit = BYTES;
    for (Unit next : values()) {
      if (next.bytes <= largest && largest / unit.bytes >= MOST) {
        unit = next;
      }
    }
    return unit == BYTES && largest >= KIB.bytes ? KIB : unit;
  }

  /// {@return the figure with this unit: `1,864 MiB`, `2.1 MiB`}
  String format(long amount) {
    return number(amount) + " " + symbol;
  }

  String symbol() {
    return symbol;
  }

  /// {@return the figure without the unit, for a column whose head has it}
  String number(long amount) {
    double value = (double) amount / bytes;
    boolean whole = this == BYTES || Math.abs(value) >= 100 || amount == 0;
    return String.format(Locale.ROOT, whole ? "%,.0f" : "%,.1f", value);
  }

  /// {@return a figure in running text, in whatever unit suits it}
  static String inText(long amount) {
    Unit unit = BYTES;
    for (Unit next : values()) {
      if (next.bytes <= Math.abs(amount)) {
        unit = next;
      }
    }
    return unit == GIB && amount < 10 * GIB.bytes ? MIB.format(amount) : unit.format(amount);
  }
}
