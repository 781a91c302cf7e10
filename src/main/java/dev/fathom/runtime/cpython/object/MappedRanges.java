package dev.fathom.runtime.cpython.object;

import dev.fathom.model.memory.Mapping;
import dev.fathom.target.Target;
import java.util.Arrays;

/// Which addresses are mapped, and how: for telling pointers from other words.
public final class MappedRanges {
  private final long[] starts;
  private final long[] ends;
  private final boolean[] writable;
  private final boolean[] executable;

  private MappedRanges(int count) {
    starts = new long[count];
    ends = new long[count];
    writable = new boolean[count];
    executable = new boolean[count];
  }

  public static MappedRanges of(Target target) {
    MappedRanges ranges = new MappedRanges(target.mappings().size());
    int at = 0;
    for (Mapping mapping : target.mappings()) {
      ranges.starts[at] = mapping.start();
      ranges.ends[at] = mapping.end();
      ranges.writable[at] = mapping.readable() && mapping.writable();
      ranges.executable[at] = mapping.executable();
      at++;
    }
    return ranges;
  }

  /// {@return the lowest mapped address: what is below is certainly no pointer}
  long lowest() {
    return starts.length == 0 ? Long.MAX_VALUE : starts[0];
  }

  public boolean mapped(long address) {
    return at(address) >= 0;
  }

  public boolean writable(long address) {
    int at = at(address);
    return at >= 0 && writable[at];
  }

  boolean executable(long address) {
    int at = at(address);
    return at >= 0 && executable[at];
  }

  private int at(long address) {
    int found = Arrays.binarySearch(starts, address);
    if (found < 0) {
      found = -found - 2;
    }
    return found >= 0 && address < ends[found] ? found : -1;
  }
}
