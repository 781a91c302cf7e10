package dev.fathom.lab.machine;

import java.util.Arrays;

/// What an access costs if a cycle of the processor took a second, as the talk tells it.
public final class MachineCost {
  /// Grabbing a piece of paper.
  public static final long L1 = 3;

  /// Picking a book from a shelf.
  public static final long L2 = 14;

  /// A four-minute walk down the hall.
  public static final long RAM = 240;

  /// Leaving the building to roam the earth for one year and three months.
  public static final long DISK = 39_446_784;

  private static final int NEAR = 8;
  private static final int NONE = -1;

  /// The frames used last, the very last first.
  private final int[] recent = new int[NEAR];

  MachineCost() {
    Arrays.fill(recent, NONE);
  }

  /// {@return what reaching a frame costs: the one used last is in L1, the eight before it in L2}
  long of(int frame) {
    if (recent[0] == frame) {
      return L1;
    }
    int at = 1;
    while (at < NEAR - 1 && recent[at] != frame) {
      at++;
    }
    boolean near = recent[at] == frame;
    System.arraycopy(recent, 0, recent, 1, at);
    recent[0] = frame;
    return near ? L2 : RAM;
  }
}
