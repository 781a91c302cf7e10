package dev.fathom.target.copy;

import dev.fathom.host.AnonymousMemory;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// A copy of a process's memory: what is made of it can wait until the process runs again.
///
/// The room for it is made beforehand, while the process runs: to touch fresh memory takes as long
/// as to copy it, or longer.
public final class MemoryCopy implements AutoCloseable {
  private final AnonymousMemory room;
  private final Thread preparation;
  private CopiedRanges places = new CopiedRanges();

  /// How much of the room is taken.
  private long used;

  /// Pages that could not be read last time.
  private AddressRanges torn = new AddressRanges();

  private long copiedBytes;
  private long lostFrom = Long.MAX_VALUE;

  /// Where the bytes are copied from.
  @FunctionalInterface
  public interface Source {
    /// Reads up to `bytes` bytes into the start of `into`, and returns how many came.
    long read(long address, MemorySegment into, long bytes);
  }

  private MemoryCopy(AnonymousMemory room, long likely) {
    this.room = room;
    this.preparation =
        Thread.ofPlatform().daemon().name("copy-room").start(() -> room.populate(likely));
  }

  /// {@return room for a copy of so many bytes; empty where the kernel gives none}
  public static Optional<MemoryCopy> withRoomFor(long bytes) {
    return withRoomFor(bytes, bytes);
  }

  /// The same, of which so much will be taken, most likely: that is touched now.
  static Optional<MemoryCopy> withRoomFor(long bytes, long likely) {
    return AnonymousMemory.map(bytes).map(room -> new MemoryCopy(room, likely));
  }

  /// {@return the bytes that it has room for}
  long room() {
    return room.segment().byteSize();
  }

  /// Waits until the room is there.
  public void awaitRoom() {
    try {
      preparation.join();
    } catch (InterruptedException interrupted) {
      // Nobody interrupts the threads of a look while the virtual machine lives.
      throw new IllegalStateException(interrupted);
    }
  }

  /// Copies what is not in the copy yet, or was written since; what is in it and not among the
  /// ranges is left out from now on. **Cost**: what one thread takes to read it, divided by the
  /// processors.
  ///
  /// @param stale what was written since the last time
  /// @param over whether the process runs on, so that what is read from now on is of another moment
  /// @return whether there was room, and all could be read or it was over: then [#lostFrom] says
  ///   how far it came
  public boolean take(
      AddressRanges ranges, AddressRanges stale, Source source, BooleanSupplier over) {
    Placing placing = new Placing(stale.or(torn));
    placing.place(ranges);
    if (placing.taken > room()) {
      return false;
    }
    places = placing.next;
    used = placing.taken;
    lostFrom = placing.work.run(source, room.segment(), over);
    copiedBytes = placing.work.bytes();
    torn = placing.work.torn();
    return torn.count() == 0 || over.getAsBoolean();
  }

  /// {@return whether there is room for what is not in the copy yet}
  boolean fits(AddressRanges ranges) {
    Placing placing = new Placing(new AddressRanges());
    placing.place(ranges);
    return placing.taken <= room();
  }

  /// Forgets all that was copied.
  void clear() {
    places = new CopiedRanges();
    used = 0;
    torn = new AddressRanges();
  }

  /// Finds a place for everything: that which it has, or a new one.
  private final class Placing {
    final CopiedRanges next = new CopiedRanges();
    final CopyWork work = new CopyWork();
    long taken = used;
    private final AddressRanges stale;

    Placing(AddressRanges stale) {
      this.stale = stale;
    }

    void place(AddressRanges ranges) {
      for (int range = 0; range < ranges.count(); range++) {
        long end = ranges.end(range);
        for (long at = ranges.start(range); at < end; ) {
          at = place(at, end);
        }
      }
    }

    /// Places the beginning of a range, and returns up to where.
    private long place(long start, long rangeEnd) {
      int old = places.at(start);
      boolean known = old < places.count() && places.start(old) <= start;
      return known ? again(old, start, rangeEnd) : anew(old, start, rangeEnd);
    }

    private long anew(int following, long start, long rangeEnd) {
      long end =
          following < places.count() ? Math.min(rangeEnd, places.start(following)) : rangeEnd;
      next.add(start, end, taken);
      work.add(start, end, taken);
      taken += end - start;
      return end;
    }

    private long again(int old, long start, long rangeEnd) {
      long end = Math.min(rangeEnd, places.end(old));
      next.add(start, end, places.offset(old, start));
      for (int range = stale.at(start);
          range < stale.count() && stale.start(range) < end;
          range++) {
        long from = Math.max(start, stale.start(range));
        work.add(from, Math.min(end, stale.end(range)), places.offset(old, from));
      }
      return end;
    }
  }

  /// {@return how many bytes were copied the last time}
  public long copiedBytes() {
    return copiedBytes;
  }

  /// {@return the address from which on not all was copied, as the process was let go before;
  /// [Long#MAX_VALUE] where all was}
  public long lostFrom() {
    return lostFrom;
  }

  /// Reads from the copy, from the front.
  ///
  /// @return how many bytes are in it from `address` on: 0 where it has not even the first
  public long read(long address, MemorySegment into, long bytes) {
    int place = places.at(address);
    if (place == places.count() || places.start(place) > address) {
      return 0;
    }
    long here = Math.min(bytes, Math.min(places.end(place), lostFrom) - address);
    if (here <= 0) {
      return 0;
    }
    MemorySegment.copy(room.segment(), places.offset(place, address), into, 0, here);
    return here;
  }

  /// {@return where what is in the copy may begin again, above an address that is not in it}
  public long next(long address) {
    int place = places.at(address);
    if (place == places.count()) {
      return Long.MAX_VALUE;
    }
    return places.start(place) > address ? places.start(place) : places.end(place);
  }

  @Override
  public void close() {
    awaitRoom();
    room.close();
  }
}
