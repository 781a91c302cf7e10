package dev.fathom.malloc.tcmalloc;

import dev.fathom.malloc.StaticData;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.Optional;
import java.util.OptionalLong;

/// The sizes of objects by their class: `class_to_size_` in `SizeMap` (`common.h`).
///
/// They are computed when the process starts, and known by their looks: nothing, then ever larger
/// multiples of 8 up to 256 KiB.
final class SizeMap {
  /// kClassSizesMax
  static final int MOST = 128;

  private static final int FEWEST = 32;
  private static final int LARGEST = 256 << 10;
  private static final int GRANULE = 8;
  private static final int LARGEST_FIRST = 32;

  /// Bytes by class; class 0 has none.
  private final int[] bytes;

  private SizeMap(int[] bytes) {
    this.bytes = bytes;
  }

  static Optional<SizeMap> find(Target target, Words words) {
    // It is an array of 32-bit words, and may begin in the middle of a 64-bit one.
    OptionalLong found =
        StaticData.find(target, at -> count(at, words) > 0 || count(at + Integer.BYTES, words) > 0);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    long at = found.getAsLong();
    long start = count(at, words) > 0 ? at : at + Integer.BYTES;
    int[] bytes = new int[count(start, words)];
    for (int sizeClass = 0; sizeClass < bytes.length; sizeClass++) {
      bytes[sizeClass] = words.u32(start + (long) sizeClass * Integer.BYTES);
    }
    return Optional.of(new SizeMap(bytes));
  }

  /// {@return the number of classes in a map at this address; 0 where there is none}
  private static int count(long at, Words words) {
    if (words.u32(at) != 0) {
      return 0;
    }
    int before = 0;
    for (int sizeClass = 1; sizeClass < MOST; sizeClass++) {
      int bytes = words.u32(at + (long) sizeClass * Integer.BYTES);
      boolean grows = bytes > before && bytes <= LARGEST && bytes % GRANULE == 0;
      if (!grows || (sizeClass == 1 && bytes > LARGEST_FIRST)) {
        return 0;
      }
      if (bytes == LARGEST) {
        return sizeClass >= FEWEST ? sizeClass + 1 : 0;
      }
      before = bytes;
    }
    return 0;
  }

  /// {@return one more than the last class}
  int count() {
    return bytes.length;
  }

  /// {@return size of the objects of a class from 1 to less than [#count()]}
  int bytes(int sizeClass) {
    return bytes[sizeClass];
  }
}
