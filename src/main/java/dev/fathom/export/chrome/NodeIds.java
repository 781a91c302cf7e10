package dev.fathom.export.chrome;

/// Gives nodes the numbers by which DevTools finds them in another snapshot of the same process:
/// odd ones to objects, even ones to all else, as V8 does. They are hashes, so the same memory has
/// the same number in both; of which two hit the same, the second takes the next. DevTools keeps 32
/// bits of them.
///
/// What has grown has another number: DevTools takes two nodes of one number for the same, whatever
/// their sizes.
///
/// **Memory**: at most 16 bytes a node.
final class NodeIds {
  /// The first step of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
  /// generators").
  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  private static final long FIRST_FACTOR = 0xbf58476d1ce4e5b9L;
  private static final long SECOND_FACTOR = 0x94d049bb133111ebL;

  private final int[] taken;

  /// Numbers for so many nodes.
  NodeIds(int nodes) {
    this.taken = new int[Math.max(16, Integer.highestOneBit(nodes) << 2)];
  }

  /// {@return the number of an object}
  long ofObject(long address, long bytes) {
    return take(hash(address, bytes) | 1);
  }

  /// {@return the number of what is no object}
  ///
  /// @param what tells it from others
  long ofOther(long what, long bytes) {
    return take(hash(what, bytes) & ~1);
  }

  private long take(int wanted) {
    int id = wanted;
    while (id == 0 || !put(id)) {
      id += 2;
    }
    return Integer.toUnsignedLong(id);
  }

  /// {@return whether it was not taken}
  private boolean put(int id) {
    int slot = (int) ((id * GAMMA) >>> Integer.SIZE) & (taken.length - 1);
    while (taken[slot] != 0) {
      if (taken[slot] == id) {
        return false;
      }
      slot = (slot + 1) & (taken.length - 1);
    }
    taken[slot] = id;
    return true;
  }

  private static int hash(long one, long other) {
    return (int) (mix(mix(one + GAMMA) + other) >>> Integer.SIZE);
  }

  private static long mix(long value) {
    long once = (value ^ (value >>> 30)) * FIRST_FACTOR;
    long twice = (once ^ (once >>> 27)) * SECOND_FACTOR;
    return twice ^ (twice >>> 31);
  }
}
