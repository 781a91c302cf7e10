package dev.fathom.lab.machine;

import java.util.ArrayDeque;
import java.util.Deque;

/// What an access costs if a cycle of the processor took a second, as the talk tells it.
public final class Cost {
  /// Grabbing a piece of paper.
  public static final long L1 = 3;

  /// Picking a book from a shelf.
  public static final long L2 = 14;

  /// A four-minute walk down the hall.
  public static final long RAM = 240;

  /// Leaving the building to roam the earth for one year and three months.
  public static final long DISK = 39_446_784;

  private static final int NEAR = 8;

  private final Deque<Integer> recent = new ArrayDeque<>();

  /// {@return what reaching a frame costs: the one used last is in L1, the eight before it in L2}
  long of(int frame) {
    Integer last = recent.peekFirst();
    if (last != null && last == frame) {
      return L1;
    }
    boolean near = recent.remove(frame);
    recent.addFirst(frame);
    if (recent.size() > NEAR) {
      recent.removeLast();
    }
    return near ? L2 : RAM;
  }
}
