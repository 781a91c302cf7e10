package dev.fathom.lab.allocator;

import dev.fathom.lab.machine.Machine;
import dev.fathom.lab.machine.MachineArea;
import dev.fathom.lab.process.ModelProcess;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/// What became of the memory that an allocator took from the kernel, in bytes of pages that are in
/// memory. `live` + `bookkeeping` + `trapped` + `releasable` is `resident`, to the byte.
///
/// @param mapped bytes of addresses
/// @param resident of these in memory
/// @param requested what the program asked for and has not freed
/// @param live the same with headers and rounding, as far as it is in memory
/// @param bookkeeping what the allocator needs for itself
/// @param trapped free, on pages that hold something else
/// @param releasable free, and whole pages
public record HeapCount(
    long mapped,
    long resident,
    long requested,
    long live,
    long bookkeeping,
    long trapped,
    long releasable) {
  private static final int PAGE = ModelProcess.PAGE_BYTES;

  /// {@return the share of what is in memory that is free, 0 to 1}
  public double fragmentation() {
    return resident == 0 ? 0 : (double) (trapped + releasable) / resident;
  }

  /// Takes a count.
  ///
  /// @param blocks addresses of what is live
  /// @param requested bytes that were asked for them
  public static HeapCount of(ModelAllocator allocator, LongStream blocks, long requested) {
    List<Piece> live = new ArrayList<>();
    blocks.forEach(block -> live.addAll(allocator.pieces(block)));
    return of(allocator.process(), live, allocator.bookkeeping(), requested);
  }

  /// {@return the same for pieces of any kind}
  public static HeapCount of(
      ModelProcess process, List<Piece> live, List<Piece> bookkeeping, long requested) {
    Pages pages = new Pages(process);
    long liveBytes = pages.book(live, pages.live);
    long ownBytes = pages.book(bookkeeping, pages.own);
    long trapped = 0;
    long releasable = 0;
    for (int page = 0; page < pages.count; page++) {
      int used = pages.live[page] + pages.own[page];
      if (used > PAGE) {
        throw new IllegalStateException("two pieces of the heap overlap");
      }
      if (used == 0) {
        releasable += PAGE;
      } else {
        trapped += PAGE - used;
      }
    }
    return new HeapCount(
        pages.mapped,
        (long) pages.count * PAGE,
        requested,
        liveBytes,
        ownBytes,
        trapped,
        releasable);
  }

  /// The pages that are in memory, in address order.
  private static final class Pages {
    private final long[] addresses;
    private final int[] live;
    private final int[] own;
    private final int count;
    private final long mapped;

    Pages(ModelProcess process) {
      Machine machine = process.machine();
      LongStream.Builder present = LongStream.builder();
      long bytes = 0;
      for (MachineArea area : process.task().areas()) {
        if (area.file().isPresent()) {
          continue;
        }
        bytes += (long) area.count() * PAGE;
        for (int page = area.first(); page < area.end(); page++) {
          if (machine.isPresent(process.task(), page)) {
            present.add((long) page * PAGE);
          }
        }
      }
      mapped = bytes;
      addresses = present.build().toArray();
      count = addresses.length;
      live = new int[count];
      own = new int[count];
    }

    /// Adds the pieces to their pages and returns how many bytes of them are in memory.
    long book(List<Piece> pieces, int[] column) {
      long booked = 0;
      List<Piece> ordered = new ArrayList<>(pieces);
      ordered.sort(Comparator.comparingLong(Piece::start));
      int at = 0;
      for (Piece piece : ordered) {
        while (at < count && addresses[at] + PAGE <= piece.start()) {
          at++;
        }
        for (int page = at; page < count && addresses[page] < piece.end(); page++) {
          long from = Math.max(piece.start(), addresses[page]);
          int bytes = (int) (Math.min(piece.end(), addresses[page] + PAGE) - from);
          column[page] += bytes;
          booked += bytes;
        }
      }
      return booked;
    }
  }
}
