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

  private TouchedHeap() {}

  /// Has so much memory written to, as far as the heap has it without growing, and given back to
  /// the heap. **Cost**: half a millisecond a MiB, and a collection of what is there so far.
  static void touch(long bytes) {
    long wanted = Math.min(bytes, Runtime.getRuntime().freeMemory() / 4 * 3);
    for (long touched = 0; touched < wanted; touched += BLOCK_BYTES) {
      byte[] block = new byte[BLOCK_BYTES];
      try {
        block[0] = 1;
      } finally {
        Reference.reachabilityFence(block); // so that no compiler leaves it out
      }
    }
    Runtime.getRuntime().gc();
  }
}
