package dev.fathom.survey;

import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.Claimant;
import dev.fathom.malloc.Segment;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.runtime.Runtime;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// One pass over a target's memory in address order, in which each area is read by whoever knows
/// it: the segments of an allocator by that allocator; other anonymous memory by the first
/// [Claimant] that recognises what begins there; the static data of the modules by the runtime. Of
/// static data and of stacks in use the words are noted that lead into allocated memory. Code and
/// files are not read at all.
final class Sweep {
  private static final long PAGE_BYTES = 4096;

  private final Target target;
  private final Window window;
  private final Recorder recorder;
  private final Optional<Runtime.Walk> runtime;
  private final List<Claimant> claimants = new ArrayList<>();
  private final ArrayDeque<Allotment> allotments;

  /// In address order.
  private final List<Area> areas;

  /// How much of one range is read at the most, and how much of all together.
  private final long mostOfARange;

  private long remaining;

  private final Heaps heaps;

  /// A segment, the walk that reads it, and the id of its arena.
  private record Allotment(Segment segment, Allocator.Walk walk, int arena) {
    long start() {
      return segment.start();
    }
  }

  private Sweep(
      Target target,
      List<Area> areas,
      List<Allocator.Recognised> allocators,
      Optional<Runtime.Recognised> recognised,
      Recorder recorder,
      Window window,
      long mostOfARange,
      long mostOfAll) {
    this.target = target;
    this.areas = areas;
    this.window = window;
    this.recorder = recorder;
    this.mostOfARange = mostOfARange;
    this.remaining = mostOfAll;
    recorder.loose.areas(areas);
    Words words = new Words(target.memory());
    runtime =
        recognised.map(found ->
            mostOfAll == Long.MAX_VALUE
                ? found.begin(target, words, recorder)
                : found.rehearse(target, words, recorder));
    // The runtime's pools before malloc's chunks: their signature is the stronger one.
    runtime.ifPresent(walk -> {
      recorder.showChunksTo(walk, recognised.map(Runtime.Recognised::dialect).orElseThrow());
      claimants.addAll(walk.claimants());
    });
    List<Heaps.NamedArena> arenas = new ArrayList<>();
    List<Allotment> unordered = new ArrayList<>();
    for (Allocator.Recognised allocator : allocators) {
      Allocator.Walk walk = allocator.begin(target, words, recorder);
      claimants.addAll(walk.claimants());
      Map<Integer, Integer> ids = new HashMap<>();
      for (Arena arena : walk.arenas()) {
        ids.put(arena.number(), arenas.size());
        arenas.add(new Heaps.NamedArena(allocator.name(), arena, walk.frame()));
      }
      for (Segment segment : walk.segments()) {
        int id =
            ids.computeIfAbsent(
                segment.arena(),
                number -> {
                  arenas.add(new Heaps.NamedArena(allocator.name(), regions(number), walk.frame()));
                  return arenas.size() - 1;
                });
        unordered.add(new Allotment(segment, walk, id));
      }
    }
    unordered.sort(Comparator.comparingLong(Allotment::start));
    allotments = new ArrayDeque<>(unordered);
    heaps =
        new Heaps(
            arenas,
            unordered.stream()
                .map(each -> new Heaps.Range(each.arena, each.start(), each.segment.end()))
                .toList());
  }

  /// An arena of which its allocator tells nothing but the number.
  private static Arena regions(int number) {
    return new Arena(number, Arena.Kind.REGIONS, Arena.NOT_SAID, Arena.Release.NOTHING, List.of());
  }

  /// What a sweep leaves behind besides what it told.
  ///
  /// @param heaps where which arena has its chunks
  /// @param runtime the walk of the runtime, which can tell the references of its objects
  ///   afterwards
  record Swept(Heaps heaps, Optional<Runtime.Walk> runtime) {}

  /// Reads everything. For a target that is held.
  static Swept all(
      Target target,
      List<Area> areas,
      List<Allocator.Recognised> allocators,
      Optional<Runtime.Recognised> runtime,
      Recorder recorder,
      Window window) {
    Sweep sweep =
        new Sweep(
            target, areas, allocators, runtime, recorder, window, Long.MAX_VALUE, Long.MAX_VALUE);
    sweep.run();
    return new Swept(sweep.heaps, sweep.runtime);
  }

  /// Reads the beginning of some ranges while the target runs, and forgets what it saw. So the code
  /// is compiled before the target is held, and not while it waits.
  static void rehearse(
      Target target,
      List<Area> areas,
      List<Allocator.Recognised> allocators,
      Optional<Runtime.Recognised> runtime,
      Window window) {
    new Sweep(
            target,
            areas,
            allocators,
            runtime,
            new Recorder(Survey.Wish.NAMES),
            window,
            32L << 20,
            96L << 20)
        .run();
  }

  private void run() {
    long done = 0;
    for (Area area : areas) {
      done = area(area, Math.max(area.start(), done));
    }
    runtime.ifPresent(Runtime.Walk::finish);
  }

  /// Reads one area from `from` and returns the address up to which memory is read now: a segment
  /// may reach into the areas that follow.
  private long area(Area area, long from) {
    long at = from;
    while (at < area.end() && !allotments.isEmpty() && allotments.getFirst().start() < area.end()) {
      Allotment next = allotments.removeFirst();
      if (next.start() < at) {
        recorder.violation("overlapping segments", next.start());
        continue;
      }
      between(area, at, next.start());
      if (recorder.wanted.anyIn(next.start(), next.segment().end())) {
        long until = allow(next.start(), next.segment().end());
        window.range(until);
        next.walk().walk(next.segment(), until, window);
      }
      at = next.segment().end();
    }
    return Math.max(between(area, at, area.end()), area.end());
  }

  /// Reads what no segment covers in an area. A segment may also lie in static data: musl's loader
  /// gives malloc what the modules leave of their pages.
  ///
  /// @return the address up to which memory is read now
  private long between(Area area, long from, long end) {
    if (from >= end) {
      return from;
    }
    if (area.kind() == Area.Kind.STACK) {
      runtime.ifPresent(walk -> recorder.loose.noteStack(area, target, window));
      return end;
    }
    if (!area.kind().staticData()) {
      return unclaimed(area, from, end);
    }
    if (runtime.isPresent() && area.mapping().writable()) {
      long limit = end == area.end() ? staticEnd(area) : end;
      window.range(limit);
      runtime.get().staticData(area.part(from, end), limit, window);
      recorder.loose.note(from, end, target.pages(), window);
    }
    return end;
  }

  /// {@return where the variables of an area's module end that go on behind it} A variable may lie
  /// across the end of what the file initialises.
  private long staticEnd(Area area) {
    long end = area.end();
    for (int next = areas.indexOf(area) + 1; next < areas.size(); next++) {
      Area following = areas.get(next);
      if (following.start() != end
          || !following.kind().staticData()
          || !following.mapping().writable()
          || !Objects.equals(following.binary(), area.binary())) {
        break;
      }
      end = following.end();
    }
    return allotments.isEmpty()
        ? end
        : Math.min(end, Math.max(area.end(), allotments.getFirst().start()));
  }

  /// Offers the resident pages of memory that no segment covers to the claimants.
  ///
  /// @return the address up to which memory is read now: a claim may reach into the areas that
  ///   follow
  private long unclaimed(Area area, long from, long end) {
    if (!claimable(area) || claimants.isEmpty() || !recorder.wanted.anyIn(from, end)) {
      return end;
    }
    long limit = end == area.end() ? contiguousEnd(area) : end;
    PageRuns pages = target.pages();
    long until = allow(from, end);
    window.range(until);
    long at = from + PAGE_BYTES - 1 & -PAGE_BYTES;
    for (int run = pages.at(at); run < pages.count() && pages.start(run) < until; run++) {
      if (!pages.resident(run)) {
        continue;
      }
      at = Math.max(at, pages.start(run));
      long runEnd = Math.min(pages.end(run), until);
      while (at < runEnd) {
        at += claimedAt(at, limit);
      }
    }
    return Math.max(at, end);
  }

  private static boolean claimable(Area area) {
    return (area.kind() == Area.Kind.ANONYMOUS || area.kind() == Area.Kind.HEAP)
        && area.mapping().writable();
  }

  /// {@return where the memory ends that a claim beginning in an area may take} The kernel cuts one
  /// mapping into several, for instance where a part of it was advised to use huge pages.
  private long contiguousEnd(Area area) {
    long end = area.end();
    for (int next = areas.indexOf(area) + 1; next < areas.size(); next++) {
      Area following = areas.get(next);
      if (following.start() != end || !claimable(following)) {
        break;
      }
      end = following.end();
    }
    return allotments.isEmpty()
        ? end
        : Math.min(end, Math.max(area.end(), allotments.getFirst().start()));
  }

  private long claimedAt(long address, long end) {
    for (Claimant claimant : claimants) {
      long bytes = claimant.claim(address, end, window);
      if (bytes > 0) {
        return bytes;
      }
    }
    return PAGE_BYTES;
  }

  /// {@return up to where a range may be read}
  private long allow(long from, long end) {
    long bytes = Math.min(end - from, Math.min(mostOfARange, remaining));
    remaining -= bytes;
    return from + bytes;
  }
}
