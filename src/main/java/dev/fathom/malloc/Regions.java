package dev.fathom.malloc;

import dev.fathom.model.memory.Mapping;
import dev.fathom.target.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/// The regions of an allocator that does not keep them in address order, put in order for a walk.
///
/// What an allocator says of its regions is not believed before it is checked: a region must be
/// mapped and must not overlap the one before.
///
/// @param <R> what the allocator knows of each
public final class Regions<R extends Region> {
  private final List<R> regions;

  private Regions(List<R> regions) {
    this.regions = regions;
  }

  /// Sorts regions, and leaves out those that cannot be: each is a violation.
  public static <R extends Region> Regions<R> of(
      Iterable<R> found, Target target, Violations sink) {
    List<R> sorted = new ArrayList<>();
    found.forEach(sorted::add);
    sorted.sort(Comparator.comparingLong(Region::start));
    List<R> sound = new ArrayList<>(sorted.size());
    List<Mapping> mappings = target.mappings();
    int mapping = 0;
    long end = 0;
    for (R region : sorted) {
      while (mapping < mappings.size() && mappings.get(mapping).end() <= region.start()) {
        mapping++;
      }
      if (region.start() < end) {
        sink.violation("overlapping regions", region.start());
      } else if (!mapped(mappings, mapping, region)) {
        sink.violation("region not mapped", region.start());
      } else {
        sound.add(region);
        end = region.end();
      }
    }
    return new Regions<>(sound);
  }

  private static boolean mapped(List<Mapping> mappings, int first, Region region) {
    long at = region.start();
    for (int i = first; i < mappings.size() && mappings.get(i).contains(at); i++) {
      at = mappings.get(i).end();
      if (at >= region.end()) {
        return region.start() < region.end();
      }
    }
    return false;
  }

  /// {@return the ranges that the regions fill; neighbours in one arena are one segment}
  public List<Segment> segments() {
    List<Segment> segments = new ArrayList<>();
    for (int first = 0; first < regions.size(); ) {
      R region = regions.get(first);
      int next = first + 1;
      while (next < regions.size()
          && regions.get(next).start() == regions.get(next - 1).end()
          && regions.get(next).arena() == region.arena()) {
        next++;
      }
      segments.add(new Segment(region.start(), regions.get(next - 1).end(), region.arena()));
      first = next;
    }
    return segments;
  }

  /// Visits the regions of a segment that begin in `[from, until)`, in address order.
  ///
  /// @return where the first begins that comes after them; the segment's end if there is none
  public long visit(Segment segment, long from, long until, Consumer<R> visitor) {
    for (int at = firstAt(from);
        at < regions.size() && regions.get(at).start() < segment.end();
        at++) {
      if (regions.get(at).start() >= until) {
        return regions.get(at).start();
      }
      visitor.accept(regions.get(at));
    }
    return segment.end();
  }

  /// {@return index of the first region that begins at or above `address`}
  private int firstAt(long address) {
    int low = 0;
    int high = regions.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (regions.get(middle).start() < address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
