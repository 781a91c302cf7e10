package dev.fathom.lab.machine;

/// How large a machine is.
///
/// @param pageSize bytes in a page and in a frame, 1 to 1 MiB
/// @param pages pages that a process can address
/// @param frames pages of RAM
/// @param swapSlots pages of swap, 0 for none
public record Shape(int pageSize, int pages, int frames, int swapSlots) {
  /// The machine of the talk: addresses of three decimal digits, the first of which is the page.
  public static final Shape TALK = new Shape(100, 10, 100, 0);

  private static final int LARGEST_PAGE = 1 << 20;
  private static final int MOST_PAGES = 1 << 24;
  private static final int MOST_FRAMES = 1 << 20;
  private static final long MOST_BYTES = 1L << 28;

  public Shape {
    boolean sound =
        pageSize > 0
            && pageSize <= LARGEST_PAGE
            && pages > 0
            && pages <= MOST_PAGES
            && frames > 0
            && frames <= MOST_FRAMES
            && swapSlots >= 0
            && ((long) frames + swapSlots) * pageSize <= MOST_BYTES;
    if (!sound) {
      throw new MachineException(
          "a machine needs pages of 1 to 1048576 bytes and at most 1048576 frames"
              + " and 256 MiB of RAM and swap");
    }
  }

  /// {@return the first address beyond those a process can use}
  public long addresses() {
    return (long) pages * pageSize;
  }
}
