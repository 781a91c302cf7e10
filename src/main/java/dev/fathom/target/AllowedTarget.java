package dev.fathom.target;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A target as it is shown to somebody who may take no more of it than an [Allowance].
///
/// It may remember pages: recognisers look at the same static data one after the other, and a page
/// is taken from the target once for all of them. **Memory**: what is remembered, at most
/// [#MOST_REMEMBERED] pages.
public final class AllowedTarget extends ForwardingTarget {
  private static final int PAGE_BYTES = 4096;
  private static final int MOST_REMEMBERED = 1 << 14;

  private final Memory memory;

  private AllowedTarget(Target target, Memory memory) {
    super(target);
    this.memory = memory;
  }

  /// {@return the target, of which no more is shown than is allowed}
  public static Target of(Target target, Allowance allowance) {
    return new AllowedTarget(target, new Allowed(target, allowance, null));
  }

  /// The pages of a target that runs, as they were when somebody first looked at them.
  public static final class Pages {
    private final Map<Long, byte[]> known = new HashMap<>();
    private final MemorySegment room = Arena.ofAuto().allocate(PAGE_BYTES);

    /// {@return the target, with these pages remembered}
    public Target of(Target target, Allowance allowance) {
      return new AllowedTarget(target, new Allowed(target, allowance, this));
    }
  }

  private record Allowed(Target target, Allowance allowance, @Nullable Pages pages)
      implements Memory {
    @Override
    public long read(long address, MemorySegment into, long bytes) {
      long start = address & -PAGE_BYTES;
      if (pages == null || address + bytes > start + PAGE_BYTES) {
        return take(address, into, bytes);
      }
      byte[] page = pages.known.get(start);
      if (page == null) {
        if (pages.known.size() == MOST_REMEMBERED || take(start, pages.room, PAGE_BYTES) != 0) {
          return take(address, into, bytes);
        }
        page = pages.room.toArray(ValueLayout.JAVA_BYTE);
        pages.known.put(start, page);
      }
      MemorySegment.copy(MemorySegment.ofArray(page), address - start, into, 0, bytes);
      return 0;
    }

    private long take(long address, MemorySegment into, long bytes) {
      allowance.take(target.pages(), address, address + bytes);
      return taken().read(address, into, bytes);
    }

    @Override
    public long bytesRead() {
      return taken().bytesRead();
    }

    @Override
    public Memory taken() {
      return target.memory();
    }
  }

  @Override
  public Memory memory() {
    return memory;
  }
}
