package dev.fathom.survey;

import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.sample.Estimate;
import dev.fathom.model.sample.MemorySample;
import dev.fathom.target.copy.AddressRanges;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Adds up what each piece of a sample has, and estimates from that what all have.
///
/// The estimator is that of a ratio: what a piece has of something, in proportion to how much of it
/// is in memory (Cochran, Sampling Techniques, chapter 6). How far pieces differ from the
/// proportion is how uncertain the estimate is.
final class SampleTally {
  /// Of the normal distribution, for 95 %.
  private static final double DEVIATIONS = 1.96;

  /// Of what was seen in none of n pieces there is, with 95 % certainty, in less than 3 / n.
  private static final double RULE_OF_THREE = 3;

  private static final long PAGE_BYTES = 4096;

  private final PageRuns pages;
  private final AddressRanges all;

  /// The first range that ends above the last piece.
  private int range;

  private final Recorder recorder;
  private final long[] resident;
  private final Map<MemorySample.Kind, long[]> uses = new HashMap<>();
  private final Map<Integer, OfType> types = new HashMap<>();
  private int count;

  /// Of one type, piece by piece.
  private static final class OfType {
    final long[] bytes;
    final long[] objects;

    OfType(int pieces) {
      bytes = new long[pieces];
      objects = new long[pieces];
    }
  }

  /// @param all the memory of which pieces were drawn
  SampleTally(PageRuns pages, AddressRanges all, Recorder recorder, int drawn) {
    this.pages = pages;
    this.all = all;
    this.recorder = recorder;
    this.resident = new long[drawn];
    for (MemorySample.Kind kind : MemorySample.Kind.values()) {
      uses.put(kind, new long[drawn]);
    }
  }

  /// Adds the next piece.
  void add(long start, Stretch told) {
    long end = start + MemorySample.UNIT_BYTES;
    resident[count] = residentBetween(start, end);
    objects(told.told.objects, start, end);
    Extents blocks = told.told.blocks.build();
    long buffers = buffers(told, blocks, end);
    long known = blocks(blocks, end) + chunks(told.chunks.build(), blocks, end);
    // Among what is live are the buffers.
    of(MemorySample.Kind.OBJECTS, -buffers);
    of(MemorySample.Kind.REST, Math.max(0, resident[count] - known));
    count++;
  }

  /// {@return how much of a piece is in memory and can have been drawn} Pieces come in ascending
  /// order.
  private long residentBetween(long start, long end) {
    while (range < all.count() && all.end(range) <= start) {
      range++;
    }
    long bytes = 0;
    for (int at = range; at < all.count() && all.start(at) < end; at++) {
      bytes += pages.residentBytes(Math.max(start, all.start(at)), Math.min(end, all.end(at)));
    }
    return bytes;
  }

  private long of(MemorySample.Kind kind, long bytes) {
    uses.getOrDefault(kind, resident)[count] += bytes;
    return bytes;
  }

  private void objects(ObjectTable objects, long start, long end) {
    for (int object = 0; object < objects.count(); object++) {
      long at = objects.address(object);
      if (at >= start && at < end) {
        long bytes = inMemory(at, at + objects.shallow(object), end);
        OfType type =
            types.computeIfAbsent(objects.type(object), id -> new OfType(resident.length));
        type.bytes[count] += bytes;
        type.objects[count]++;
      }
    }
  }

  private long buffers(Stretch told, Extents blocks, long end) {
    long sum = 0;
    for (int buffer = 0; buffer < told.bufferStarts.count(); buffer++) {
      long start = told.bufferStarts.get(buffer);
      long until = told.bufferEnds.get(buffer);
      int block = blocks.at(start);
      boolean own = blocks.start(block) == start && blocks.end(block) == until;
      if (own || inBlocks(blocks, start, Math.min(until, end)) == 0) {
        sum += inMemory(start, until, end);
      }
    }
    return of(MemorySample.Kind.BUFFERS, sum);
  }

  private long blocks(Extents blocks, long end) {
    long sum = 0;
    for (int block = 0; block < blocks.count(); block++) {
      if (blocks.state(block) != Extents.NOTHING) {
        MemorySample.Kind kind =
            switch (BlockState.of(blocks.state(block))) {
              case LIVE, BODY, YOUNG -> MemorySample.Kind.OBJECTS;
              case FREE, VIRGIN, KEPT, KEPT_FRAME, NURSERY -> MemorySample.Kind.FREE_BLOCKS;
              case HEADER, TAIL, CACHE, PADDING, MARKS -> MemorySample.Kind.OVERHEAD;
              case FRAMES -> MemorySample.Kind.BUFFERS;
            };
        sum += of(kind, inMemory(blocks.start(block), blocks.end(block), end));
      }
    }
    return sum;
  }

  /// {@return how much of a range a runtime has cut into blocks} What it took from malloc for that
  /// is a chunk as well.
  private static long inBlocks(Extents blocks, long start, long end) {
    long bytes = 0;
    for (int block = blocks.at(start);
        block < blocks.count() && blocks.start(block) < end;
        block++) {
      if (blocks.state(block) != Extents.NOTHING) {
        bytes += Math.min(end, blocks.end(block)) - Math.max(start, blocks.start(block));
      }
    }
    return bytes;
  }

  private long chunks(Extents chunks, Extents blocks, long end) {
    long sum = 0;
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      if (chunks.state(chunk) != Extents.NOTHING) {
        long bytes = inMemory(chunks.start(chunk), chunks.end(chunk), end);
        sum +=
            switch (ChunkState.of(chunks.state(chunk)).use()) {
              case FREE, TOP -> of(MemorySample.Kind.FREE_CHUNKS, bytes);
              case OVERHEAD, PADDING -> of(MemorySample.Kind.OVERHEAD, bytes);
              case LIVE -> live(chunks.start(chunk), chunks.end(chunk), blocks, end);
              case FOREIGN, UNPARSED -> 0;
            };
      }
    }
    return sum;
  }

  private long live(long start, long until, Extents blocks, long end) {
    long bytes = inMemory(start, until, end);
    long cut = inBlocks(blocks, start, Math.min(until, end));
    return cut == 0
        ? of(MemorySample.Kind.OBJECTS, bytes)
        : of(MemorySample.Kind.OVERHEAD, Math.max(0, bytes - cut));
  }

  /// {@return how many bytes of something that begins in a piece lie there, and in memory}
  private long inMemory(long start, long until, long pieceEnd) {
    long end = Math.min(until, pieceEnd);
    return end - start < PAGE_BYTES ? Math.max(0, end - start) : pages.residentBytes(start, end);
  }

  MemorySample sample(Findings findings, int units) {
    long whole = 0;
    for (int at = 0; at < all.count(); at++) {
      whole += pages.residentBytes(all.start(at), all.end(at));
    }
    long looked = 0;
    for (long each : resident) {
      looked += each;
    }
    Ratio ratio = new Ratio(resident, looked, whole, units);
    List<MemorySample.Use> found = new ArrayList<>();
    for (MemorySample.Kind kind : MemorySample.Kind.values()) {
      found.add(new MemorySample.Use(kind, ratio.estimate(uses.getOrDefault(kind, resident))));
    }
    List<MemorySample.OfType> byType = new ArrayList<>();
    types.forEach((id, type) ->
        byType.add(
            new MemorySample.OfType(
                recorder.types.get(id).qualifiedName(),
                ratio.estimate(type.bytes),
                ratio.estimate(type.objects),
                seen(type.objects))));
    byType.sort(
        Comparator.comparingDouble((MemorySample.OfType each) -> each.bytes().value())
            .reversed()
            .thenComparing(MemorySample.OfType::type));
    boolean complete = count == units;
    return new MemorySample(
        findings,
        whole,
        looked,
        units,
        count,
        found,
        byType,
        complete || count == 0 ? 0 : (long) (whole * Math.min(1, RULE_OF_THREE / count)));
  }

  private static int seen(long[] objects) {
    int seen = 0;
    for (long each : objects) {
      seen += each > 0 ? 1 : 0;
    }
    return seen;
  }

  /// Estimates totals.
  private static final class Ratio {
    private final long[] sizes;
    private final long looked;
    private final long whole;
    private final int units;

    /// @param sizes of the pieces that were drawn
    /// @param looked their sum
    /// @param whole the sum of all pieces
    /// @param units how many there are
    Ratio(long[] sizes, long looked, long whole, int units) {
      this.sizes = sizes;
      this.looked = looked;
      this.whole = whole;
      this.units = units;
    }

    Estimate estimate(long[] parts) {
      if (looked == 0) {
        return new Estimate(0, 0);
      }
      double sum = 0;
      for (long part : parts) {
        sum += part;
      }
      double proportion = sum / looked;
      double squares = 0;
      for (int at = 0; at < parts.length; at++) {
        double off = parts[at] - proportion * sizes[at];
        squares += off * off;
      }
      int drawn = parts.length;
      double error =
          drawn < 2
              ? 0
              : units
                  * Math.sqrt((1 - (double) drawn / units) * squares / (drawn - 1) / drawn)
                  * DEVIATIONS;
      return new Estimate(proportion * whole, error);
    }
  }
}
