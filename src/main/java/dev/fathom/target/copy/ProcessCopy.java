package dev.fathom.target.copy;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.os.written.WriteTracking;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// How a process's memory comes to be copied: all of it while it is held, or, where the pages that
/// it writes are tracked, most of it before.
public final class ProcessCopy implements AutoCloseable {
  private static final long PART_FOR_GROWTH = 8;
  private static final long LEAST_FOR_GROWTH = 16L << 20;

  /// So much is copied without being asked. Of more, where objects are large, a copy would save
  /// half of the pause, and take more memory than all else.
  private static final long MOST_UNASKED = 512L << 20;

  /// How often what was written meanwhile is copied once more while the process runs.
  private static final int MOST_ROUNDS = 4;

  /// So little is copied while it is held, and not before.
  private static final long LITTLE_BYTES = 4L << 20;

  private static final AddressRanges NOTHING = new AddressRanges();

  private final MemoryCopy copy;
  private @Nullable WriteTracking tracking;

  /// What the kernel tells nothing of when it is written.
  private AddressRanges unwatched = NOTHING;

  private long draftNanos;
  private long heldNanos;

  private ProcessCopy(MemoryCopy copy) {
    this.copy = copy;
  }

  /// {@return the room for a copy; empty where there is none}
  ///
  /// @param tracked whether most of it is to be copied while the process runs
  public static Optional<ProcessCopy> of(List<Mapping> mappings, PageRuns pages, boolean tracked) {
    long likely = likely(mappings, pages);
    long bytes = likely + likely / PART_FOR_GROWTH + LEAST_FOR_GROWTH; // it grows until it is held
    return bytes > CopyRoom.bytes() || (likely > MOST_UNASKED && !tracked)
        ? Optional.empty()
        : MemoryCopy.withRoomFor(bytes, likely).map(ProcessCopy::new);
  }

  /// {@return whether the room is still large enough}
  public boolean hasRoomFor(List<Mapping> mappings, PageRuns pages) {
    return likely(mappings, pages) + LEAST_FOR_GROWTH / 2 <= copy.room();
  }

  /// {@return how much will be wanted at the most}
  private static long likely(List<Mapping> mappings, PageRuns pages) {
    AddressRanges ranges = new AddressRanges();
    for (Mapping mapping : mappings) {
      if (!mapping.shared() && !mapping.executable()) {
        ranges.addPages(pages, mapping.start(), mapping.end());
      }
    }
    return ranges.bytes();
  }

  /// Waits until the room is there.
  public void awaitRoom() {
    copy.awaitRoom();
  }

  /// Copies what is likely to be wanted while the process runs on, and begins to track what it
  /// writes before the first byte is read.
  ///
  /// @throws ProcessAccessException if that cannot be tracked: then nothing was done
  public void draft(
      int process,
      boolean injecting,
      List<Mapping> mappings,
      AddressRanges ranges,
      MemoryCopy.Source source)
      throws ProcessAccessException {
    long since = System.nanoTime();
    draftNanos = 0;
    boolean done = false;
    try {
      copyWhileItRuns(process, injecting, mappings, ranges, source);
      done = true;
    } finally {
      if (!done) {
        endTracking(); // what was told of writes may be lost: all will be copied anew
      }
    }
    draftNanos = System.nanoTime() - since;
  }

  private void copyWhileItRuns(
      int process,
      boolean injecting,
      List<Mapping> mappings,
      AddressRanges ranges,
      MemoryCopy.Source source)
      throws ProcessAccessException {
    copy.awaitRoom();
    heldNanos = 0;
    WriteTracking begun = tracking;
    AddressRanges stale = NOTHING;
    if (begun == null) {
      copy.clear();
      begun = WriteTracking.begin(process, injecting);
      tracking = begun;
      heldNanos = begun.heldNanos();
      unwatched = watch(begun, mappings);
    } else {
      unwatched = watch(begun, mappings);
      stale = written(begun).or(unwatched);
    }
    long before = Long.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      if (!copy.fits(ranges)) {
        copy.clear(); // what is new was put behind what is gone
      }
      copy.take(ranges, stale, source, () -> false);
      long copied = copy.copiedBytes();
      if (copied <= LITTLE_BYTES || copied > before / 2) {
        break; // what it writes meanwhile does not become less any more
      }
      before = copied;
      stale = written(begun);
    }
  }

  /// {@return what the kernel does not tell of when it is written}
  private static AddressRanges watch(WriteTracking tracking, List<Mapping> mappings) {
    AddressRanges refused = new AddressRanges();
    for (Mapping mapping : mappings) {
      if (mapping.shared()
          || mapping.special()
          || !tracking.watch(mapping.start(), mapping.end())) {
        refused.add(mapping.start(), mapping.end());
      }
    }
    return refused;
  }

  private static AddressRanges written(WriteTracking tracking) throws ProcessAccessException {
    AddressRanges ranges = new AddressRanges();
    tracking.written(ranges::add);
    return ranges;
  }

  /// Copies of the process, which is held, what is wanted and is not in the copy yet or was written
  /// since.
  ///
  /// @param over whether the process runs on
  /// @return whether all that is wanted is in the copy, or all that could be had before it was over
  public boolean take(AddressRanges ranges, MemoryCopy.Source source, BooleanSupplier over)
      throws ProcessAccessException {
    if (tracking == null) {
      copy.clear();
    }
    AddressRanges stale = tracking == null ? NOTHING : written(tracking).or(unwatched);
    return copy.take(ranges, stale, source, over);
  }

  /// Ends the tracking: what is written from now on concerns nobody.
  public void endTracking() {
    if (tracking != null) {
      tracking.close();
      tracking = null;
    }
  }

  /// {@return the memory}
  public MemoryCopy memory() {
    return copy;
  }

  /// {@return how long it was copied while it ran, in nanoseconds}
  public long draftNanos() {
    return draftNanos;
  }

  /// {@return for how long it was held so that tracking could begin, in nanoseconds}
  public long heldNanos() {
    return heldNanos;
  }

  @Override
  public void close() {
    endTracking();
    copy.close();
  }
}
