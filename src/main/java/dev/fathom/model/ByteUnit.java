package dev.fathom.model;

import java.util.Locale;

/// A unit for a column of sizes: one for the whole column, and as many decimals that its largest
/// figure has three significant digits, so that its figures can be compared at a glance.
public enum ByteUnit {
  BYTES("B", 1, 0),
  KIB_FINE("KiB", 1L << 10, 2),
  KIB("KiB", 1L << 10, 1),
  MIB_FINE("MiB", 1L << 20, 2),
  MIB("MiB", 1L << 20, 1),
  GIB_FINE("GiB", 1L << 30, 2),
  GIB("GiB", 1L << 30, 1),
  TIB("TiB", 1L << 40, 2);

  /// From this many of a unit on, the next one is used.
  private static final long MOST = 1000;

  /// Below this many of a unit its figures have two decimals.
  private static final int FEW = 10;

  private static final int DECIMALS_OF_FEW = 2;
  private static final double WHOLE = 99.95;

  private final String symbol;
  private final long bytes;
  private final int decimals;

  ByteUnit(String symbol, long bytes, int decimals) {
    this.symbol = symbol;
    this.bytes = bytes;
    this.decimals = decimals;
  }

  /// {@return the unit in which a column is written whose largest figure is `largest` bytes}
  public static ByteUnit forLargest(long largest) {
    ByteUnit unit = BYTES;
    for (ByteUnit next : values()) {
      boolean reached = unit == BYTES ? largest >= KIB.bytes : largest / unit.bytes >= MOST;
      boolean larger = next.bytes > unit.bytes && reached;
      boolean coarser = next.bytes == unit.bytes && largest >= FEW * unit.bytes;
      if (larger || coarser) {
        unit = next;
      }
    }
    return unit;
  }

  /// {@return the figure with this unit: `186 MiB`, `2.1 MiB`}
  public String format(long amount) {
    return number(amount) + " " + symbol;
  }

  public String symbol() {
    return symbol;
  }

  /// {@return the figure without the unit, for a column whose head has it}
  public String number(long amount) {
    double value = (double) amount / bytes;
    boolean whole = decimals == 0 || Math.abs(value) >= WHOLE || amount == 0;
    return String.format(
        Locale.ROOT, whole ? "%,.0f" : decimals == DECIMALS_OF_FEW ? "%,.2f" : "%,.1f", value);
  }

  /// {@return whether a figure is written as zero}
  public boolean isNothing(long amount) {
    return Math.abs(amount) < half() * bytes;
  }

  /// {@return what is just not written as zero any more: `0.05 MiB`}
  public String smallest() {
    return this == BYTES ? "1 B" : half() + " " + symbol;
  }

  private double half() {
    return 0.5 / Math.pow(10, decimals);
  }

  /// {@return a figure in running text, in whatever unit suits it}
  public static String inText(long amount) {
    ByteUnit unit = forLargest(Math.abs(amount));
    return switch (unit) {
      case KIB_FINE -> KIB.format(amount);
      case MIB_FINE -> MIB.format(amount);
      default -> unit.format(amount);
    };
  }
}
