package dev.fathom.testing;

import dev.fathom.model.HoldMethod;
import dev.fathom.model.Identity;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Memory;
import dev.fathom.target.StandingStill;
import dev.fathom.target.Target;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A target of many mappings without a hole between them, and of many threads, a stack each. All
/// its memory is zeros, but for the threads' descriptors. Looks at its mappings and threads are
/// counted.
public final class WideTarget implements Target {
  private static final long BASE = 0x7000_0000_0000L;
  private static final long PAGE_BYTES = 4096;
  private static final long MAPPING_PAGES = 4;

  private final List<Mapping> mappings;
  private final List<ThreadState> threads;
  private final PageRuns pages;

  /// @param mappings how many
  /// @param threads how many; each has its stack in a mapping of its own
  public WideTarget(int mappings, int threads, StepCounter counter) {
    List<Mapping> made = new ArrayList<>();
    List<ThreadState> made2 = new ArrayList<>();
    PageRuns.Builder runs = new PageRuns.Builder();
    for (int number = 0; number < mappings; number++) {
      long start = BASE + number * MAPPING_PAGES * PAGE_BYTES;
      long end = start + MAPPING_PAGES * PAGE_BYTES;
      PageCounters counters =
          new PageCounters(PAGE_BYTES, PAGE_BYTES, 0, 0, 0, PAGE_BYTES, PAGE_BYTES, 0, 0, 0);
      made.add(new Mapping(start, end, "rw-p", 0, "00:00", 0, "", counters, false));
      runs.add(start + PAGE_BYTES, start + 2 * PAGE_BYTES, PageRuns.PRESENT);
      if (number < threads) {
        made2.add(new ThreadState(1000 + number, start + PAGE_BYTES + 64, end - PAGE_BYTES));
      }
    }
    this.mappings = counter.count(made);
    this.threads = counter.count(made2);
    this.pages = runs.build();
  }

  @Override
  public Identity identity() {
    return new Identity(Identity.Kind.CAPTURE, 1, "/wide", List.of("wide"), false);
  }

  @Override
  public List<Mapping> mappings() {
    return mappings;
  }

  @Override
  public PageRuns pages() {
    return pages;
  }

  @Override
  public List<ThreadState> threads() {
    return threads;
  }

  @Override
  public Memory memory() {
    return new Zeros();
  }

  private static final class Zeros implements Memory {
    private static final long MAPPING_BYTES = MAPPING_PAGES * PAGE_BYTES;

    /// A thread's descriptor begins with its own address; it stands in the last page.
    @Override
    public long read(long address, MemorySegment into, long bytes) {
      into.asSlice(0, bytes).fill((byte) 0);
      long first = Math.floorDiv(address - BASE, MAPPING_BYTES);
      for (long number = first; BASE + number * MAPPING_BYTES < address + bytes; number++) {
        long descriptor = BASE + (number + 1) * MAPPING_BYTES - PAGE_BYTES;
        if (descriptor >= address && descriptor + Long.BYTES <= address + bytes) {
          into.set(ValueLayout.JAVA_LONG_UNALIGNED, descriptor - address, descriptor);
        }
      }
      return 0;
    }

    @Override
    public long bytesRead() {
      return 1;
    }
  }

  @Override
  public List<LoadedModule> modules() {
    return List.of();
  }

  @Override
  public boolean standsStill() {
    return true;
  }

  @Override
  public void prepare() {} // it stands still: all is known at any time

  @Override
  public Hold hold() {
    return new StandingStill(HoldMethod.CAPTURE, thread -> List.of(BASE));
  }

  @Override
  public void close() {}
}
