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
  private final CopiedRanges places = new CopiedRanges();
  private long copiedBytes;
  private long lostFrom = Long.MAX_VALUE;

  /// Where the bytes are copied from.
  @FunctionalInterface
  public interface Source {
    /// Reads up to `bytes` bytes into the start of `into`, and returns how many came.
    long read(long address, MemorySegment into, long bytes);
  }

  private MemoryCopy(AnonymousMemory room) {
    this.room = room;
    this.preparation = Thread.ofPlatform().daemon().name("copy-room").start(() -> room.populate());
  }

  /// {@return room for a copy of so many bytes; empty where the kernel gives none}
  public static Optional<MemoryCopy> withRoomFor(long bytes) {
    return AnonymousMemory.map(bytes).map(MemoryCopy::new);
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

  /// Copies all of it. **Cost**: what one thread takes to read it, divided by the processors.
  ///
  /// @param over whether the process runs on, so that what is read from now on is of another moment
  /// @return whether all could be read, or it was over: then [#lostFrom] says how far it came
  public boolean take(AddressRanges ranges, Source source, BooleanSupplier over) {
    if (ranges.bytes() > room.segment().byteSize()) {
      return false;
    }
    CopyWork work = new CopyWork();
    long used = 0;
    for (int range = 0; range < ranges.count(); range++) {
      long start = ranges.start(range);
      long end = ranges.end(range);
      places.add(start, end, used);
      work.add(start, end, used);
      used += end - start;
    }
    lostFrom = work.run(source, room.segment(), over);
    copiedBytes = work.bytes();
    return !work.isTorn() || over.getAsBoolean();
  }

  /// {@return how many bytes were copied}
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
