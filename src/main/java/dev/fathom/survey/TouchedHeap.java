package dev.fathom.survey;

import java.lang.ref.Reference;

/// Memory of this virtual machine that was written to once.
///
/// The kernel provides a page when it is written first, at some 2 microseconds each where the
/// machine itself is a virtual one. Columns that grow while a target is held would make it wait for
/// that: a tenth of its pause, for 2.6 million chunks or strings. In all it costs nothing, as the
/// pages are wanted.
final class TouchedHeap {
  /// Large enough that the collector puts it where columns are put (`PretenureSizeThreshold`).
  private static final int BLOCK_BYTES = 1 << 20;

  /// Of what the heap may take, one part in so many.
  private static final int MOST_SHARE = 4;

  private TouchedHeap() {}

  /// Has so much memory written to, and given back to the heap, which keeps it. **Cost**: half a
  /// millisecond a MiB, and some collections of what is there so far.
  static void touch(long bytes) {
    long most = Runtime.getRuntime().maxMemory() / MOST_SHARE;
    byte[][] touched = new byte[(int) (Math.min(bytes, most) / BLOCK_BYTES)][];
    try {
      for (int at = 0; at < touched.length; at++) {
        touched[at] = new byte[BLOCK_BYTES]; // as zeros are written to it
      }
    } finally {
      Reference.reachabilityFence(touched); // until then none takes the place of another
    }
    Runtime.getRuntime().gc();
  }
}
