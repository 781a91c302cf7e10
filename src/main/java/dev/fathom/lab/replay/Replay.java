package dev.fathom.lab.replay;

import dev.fathom.lab.allocator.BlockHeap;
import dev.fathom.lab.allocator.BoundaryTagMalloc;
import dev.fathom.lab.allocator.HeapCount;
import dev.fathom.lab.allocator.ModelAllocator;
import dev.fathom.lab.allocator.Piece;
import dev.fathom.lab.allocator.PoolGeometry;
import dev.fathom.lab.allocator.Pymalloc;
import dev.fathom.lab.allocator.SvArenas;
import dev.fathom.lab.machine.Machine;
import dev.fathom.lab.machine.MachineException;
import dev.fathom.lab.process.ModelProcess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// What one allocator made of a trace.
///
/// @param allocator which one
/// @param done steps that it could do; all but where memory came to its end
/// @param failure why it could not do the next; empty where it did all
/// @param peakResident the most bytes that it had in memory
/// @param count what it had in the end
public record Replay(
    String allocator, int done, String failure, long peakResident, HeapCount count) {
  private static final int PAGE = ModelProcess.PAGE_BYTES;

  /// 240 MiB of RAM.
  private static final int FRAMES = 61_440;

  /// How much larger than what is live at most MicroPython's heap is, which cannot grow.
  private static final long HEAP_FACTOR = 2;

  private static final long SMALLEST_HEAP = 64 << 10;
  private static final long LARGEST_HEAP = 200L << 20;

  /// {@return what each of the allocators makes of a trace}
  ///
  /// @param heapBytes of MicroPython's heap; 0 for twice what is live at most
  public static List<Replay> all(Trace trace, long heapBytes) {
    long heap =
        heapBytes > 0
            ? heapBytes
            : Math.clamp(HEAP_FACTOR * trace.peakBytes(), SMALLEST_HEAP, LARGEST_HEAP);
    List<Replay> replays = new ArrayList<>();
    replays.add(of(trace, "malloc", BoundaryTagMalloc::in));
    replays.add(
        of(trace, "pymalloc 3.9", process -> Pymalloc.in(process, PoolGeometry.BEFORE_3_10)));
    replays.add(
        of(trace, "pymalloc 3.10+", process -> Pymalloc.in(process, PoolGeometry.FROM_3_10)));
    replays.add(of(trace, "MicroPython", process -> BlockHeap.in(process, heap)));
    replays.add(of(trace, "Perl strings", SvArenas::in));
    return replays;
  }

  /// {@return what one allocator makes of a trace}
  static Replay of(Trace trace, String name, Function<ModelProcess, ModelAllocator> maker) {
    ModelProcess process = ModelProcess.start(ModelProcess.machine(FRAMES, 0), name);
    return new Run(trace, maker.apply(process)).replay(name);
  }

  /// The blocks of one replay.
  private static final class Run {
    private final Trace trace;
    private final ModelAllocator allocator;
    private final Machine machine;
    private final long[] addresses;
    private final long[] sizes;
    private long requested;

    Run(Trace trace, ModelAllocator allocator) {
      this.trace = trace;
      this.allocator = allocator;
      this.machine = allocator.process().machine();
      this.addresses = new long[trace.blocks()];
      this.sizes = new long[trace.blocks()];
    }

    Replay replay(String name) {
      int before = machine.freeFrames();
      int least = before;
      int step = 0;
      String failure = "";
      try {
        for (; step < trace.count(); step++) {
          step(step);
          least = Math.min(least, machine.freeFrames());
        }
      } catch (MachineException end) {
        failure = String.valueOf(end.getMessage());
      }
      HeapCount count =
          HeapCount.of(
              allocator, Arrays.stream(addresses).filter(address -> address != 0), requested);
      return new Replay(
          name, step, failure, Math.max((long) (before - least) * PAGE, count.resident()), count);
    }

    private void step(int step) {
      int block = trace.block(step);
      long bytes = trace.size(step);
      switch (trace.operation(step)) {
        case Trace.ALLOCATE -> {
          addresses[block] = allocator.allocate(bytes);
          count(block, bytes);
          touch(addresses[block]);
        }
        case Trace.REALLOCATE -> {
          addresses[block] = allocator.reallocate(addresses[block], bytes);
          count(block, bytes);
          touch(addresses[block]);
        }
        default -> {
          long address = addresses[block];
          addresses[block] = 0;
          count(block, 0);
          allocator.free(address);
        }
      }
    }

    private void count(int block, long bytes) {
      requested += bytes - sizes[block];
      sizes[block] = bytes;
    }

    /// A program uses what it asks for: every page of it is in memory.
    private void touch(long address) {
      for (Piece piece : allocator.pieces(address)) {
        ModelProcess process = allocator.process();
        for (long at = piece.start() & -PAGE; at < piece.end(); at += PAGE) {
          long word = Math.max(at, piece.start() & -Long.BYTES);
          process.word(word, process.word(word));
        }
      }
    }
  }
}
