package dev.fathom.survey;

import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.Segment;
import dev.fathom.model.Cost;
import dev.fathom.model.memory.AllocatorFigure;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ClaimTable;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.runtime.Runtime;
import dev.fathom.target.Allowance;
import dev.fathom.target.AllowedTarget;
import dev.fathom.target.Target;
import dev.fathom.target.ThreadStacks;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import dev.fathom.target.copy.AddressRanges;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/// One pass over a target's memory in address order, in which each area is read by whoever knows
/// it: the segments of an allocator by that allocator; other anonymous memory by the first
/// [Claimant] that recognises what begins there; the static data of the modules by the runtime. Of
/// static data and of stacks in use the words are noted that lead into allocated memory. Code and
/// files are not read at all.
final class Sweep {
  private static final long PAGE_BYTES = 4096;

  /// What is said where a walk read more than there is.
  private static final String SPENT = "a walk that read far more than there is was ended";

  private final Target target;
  private final Window window;
  private final ThreadStacks stacks;
  private final Recorder recorder;
  private final Words words;
  private final ClaimTable claims;

  /// The party of what belongs to no allocator and to no runtime.
  private final int program;

  private final List<Announced> instances = new ArrayList<>();
  private final List<Walked> allocators = new ArrayList<>();
  private final ArrayDeque<Allotment> allotments;

  /// What is walked now, and how much of it was.
  private Stretch stretch;

  private long walked;

  /// In address order.
  private final List<Area> areas;

  /// By number of an area: where memory of its kind ends that goes on behind it without a hole.
  private final long[] contiguousEnds;

  /// How much of one range is read at the most, and how much of all together.
  private final long mostOfARange;

  private long remaining;

  /// Where that begins which was not read when the target was let go early, or [Cost#ALL_READ].
  private long unreadFrom = Cost.ALL_READ;

  private final Heaps heaps;

  /// Of pieces that are walked alone: the first area that ends above the last of them.
  private int firstOfPiece;

  /// A segment, the number of the allocator that walks it, and the id of its arena.
  private record Allotment(Segment segment, int allocator, int arena) {
    long start() {
      return segment.start();
    }
  }

  /// What a walk may read: each page some times, because a list leads to and fro; not for ever.
  private static final long BYTES_A_RESIDENT_BYTE = 16;

  private static final long LEAST_BYTES = 256L << 20;
  private static final long MOST_REHEARSED_OF_A_RANGE = 32L << 20;
  private static final long LEAST_WORDS = 256L << 20;
  private static final long WORDS_A_BYTE = 4;

  /// Of so much memory the columns are joined at once.
  private static final long STRETCH_BYTES = 32L << 20;

  private Sweep(
      Target whole,
      List<Area> areas,
      List<Allocator.Recognised> found,
      List<Runtime.Recognised> recognised,
      Recorder recorder,
      Window window,
      long mostOfARange,
      long mostOfAll) {
    long resident = Recognition.residentBytes(whole);
    Allowance allowance =
        new Allowance(
            mostOfAll == Long.MAX_VALUE
                ? LEAST_BYTES + resident * BYTES_A_RESIDENT_BYTE
                : mostOfAll,
            LEAST_WORDS + resident * WORDS_A_BYTE);
    this.target = AllowedTarget.of(whole, allowance);
    this.areas = areas;
    this.contiguousEnds = contiguousEnds(areas);
    this.window = window;
    this.stacks = ThreadStacks.of(target);
    this.recorder = recorder;
    this.claims = recorder.claims;
    this.program = claims.party("program");
    this.mostOfARange = mostOfARange;
    this.remaining = mostOfAll;
    window.allow(target);
    recorder.loose.areas(areas);
    words = new Words(target.memory(), window);
    for (int number = 0; number < recognised.size(); number++) {
      Runtime.Recognised each = recognised.get(number);
      int own = number;
      begin(() ->
              mostOfAll == Long.MAX_VALUE
                  ? each.announce(target, words, recorder)
                  : each.rehearse(target, words, recorder))
          .ifPresent(
              instance -> instances.add(new Announced(own, instance, claims.party(nameOf(each)))));
    }
    List<Heaps.NamedArena> arenas = new ArrayList<>();
    List<AllocatorFigure> figures = new ArrayList<>();
    List<Allotment> unordered = new ArrayList<>();
    for (Allocator.Recognised allocator : found) {
      Optional<Allocator.Announcement> announced =
          begin(() -> allocator.announce(target, words, recorder));
      if (announced.isEmpty()) {
        continue;
      }
      Allocator.Announcement own = announced.get();
      recorder.loose.leaveOut(own.lists());
      figures.addAll(own.figures());
      Map<Integer, Integer> ids = new HashMap<>();
      for (Arena arena : own.arenas()) {
        ids.put(arena.number(), arenas.size());
        arenas.add(new Heaps.NamedArena(allocator.name(), arena, own.frame(), allocator.release()));
      }
      for (Segment segment : own.segments()) {
        int id =
            ids.computeIfAbsent(
                segment.arena(),
                number -> {
                  arenas.add(
                      new Heaps.NamedArena(
                          allocator.name(), regions(number), own.frame(), allocator.release()));
                  return arenas.size() - 1;
                });
        unordered.add(new Allotment(segment, allocators.size(), id));
      }
      allocators.add(new Walked(own, claims.party(allocator.name())));
    }
    unordered.sort(Comparator.comparingLong(Allotment::start));
    allotments = new ArrayDeque<>(unordered);
    heaps =
        new Heaps(
            arenas,
            unordered.stream()
                .map(each -> new Heaps.Range(each.arena, each.start(), each.segment.end()))
                .toList(),
            figures);
    stretch = Stretch.begin(recorder, allocators, instances, words);
  }

  /// {@return what was announced, or nothing where its tables led on for ever}
  private <T> Optional<T> begin(Supplier<T> announce) {
    try {
      return Optional.of(announce.get());
    } catch (Allowance.SpentException spent) {
      recorder.violation(SPENT, 0);
      return Optional.empty();
    }
  }

  /// An arena of which its allocator tells nothing but the number.
  private static Arena regions(int number) {
    return new Arena(number, Arena.Kind.REGIONS, Arena.NOT_SAID, Arena.Release.NOTHING, List.of());
  }

  /// What a sweep leaves behind besides what it told.
  ///
  /// @param heaps where which arena has its chunks
  /// @param unreadFrom from where on not all was read, since the target was let go; else
  ///   [Cost#ALL_READ]
  /// @param instances of runtimes, which can tell the references of their objects afterwards
  record Swept(Heaps heaps, long unreadFrom, List<Announced> instances) {}

  /// An instance of a runtime, its number among those that were recognised, and that of the party
  /// that it is.
  record Announced(int number, Runtime.Instance instance, int party) {}

  /// What an allocator announced, and the number of the party that it is.
  record Walked(Allocator.Announcement announced, int party) {}

  private static String nameOf(Runtime.Recognised each) {
    String title = each.title().isEmpty() ? each.dialect().runtime() : each.title();
    return each.instance().isEmpty() ? title : title + ", " + each.instance();
  }

  /// {@return a sweep over everything, of which nothing is read yet but what the parties announce}
  /// For a target that is held.
  static Sweep of(
      Target target,
      List<Area> areas,
      List<Allocator.Recognised> allocators,
      List<Runtime.Recognised> runtimes,
      Recorder recorder,
      Window window) {
    return new Sweep(
        target, areas, allocators, runtimes, recorder, window, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /// {@return a sweep over the beginning of some ranges, of which nothing is recorded} To have the
  /// code compiled before the target is held, and not while it waits.
  static Sweep rehearsal(
      Target target,
      List<Area> areas,
      List<Allocator.Recognised> allocators,
      List<Runtime.Recognised> runtimes,
      Window window,
      long mostBytes) {
    return new Sweep(
        target,
        areas,
        allocators,
        runtimes,
        new Recorder(Survey.Wish.NAMES, () -> false, Survey.instances(runtimes)),
        window,
        Math.min(MOST_REHEARSED_OF_A_RANGE, mostBytes / 2),
        mostBytes);
  }

  /// {@return what a sweep over these areas may read, and what those that announce themselves to it
  /// may}
  static AddressRanges mayRead(Target target, List<Area> areas) {
    AddressRanges ranges = new AddressRanges();
    for (Area area : areas) {
      if (area.kind() == Area.Kind.STACK
          || area.kind() == Area.Kind.READ_ONLY_DATA
          || area.kind().staticData()
          || claimable(area)) {
        ranges.addPages(target.pages(), area.start(), area.end());
      }
    }
    return ranges;
  }

  /// Reads everything.
  Swept all() {
    run();
    return new Swept(heaps, unreadFrom, instances);
  }

  void run() {
    long done = 0;
    try {
      for (int number = 0; number < areas.size() && !isOver(areas.get(number).start()); number++) {
        // What begins in the variables of a module may reach into those that follow.
        if (!areas.get(number).kind().staticData()) {
          cut();
        }
        done = area(number, Math.max(areas.get(number).start(), done));
      }
      recorder.take(stretch);
      finish();
    } catch (Allowance.SpentException spent) {
      recorder.take(stretch);
      recorder.violation(SPENT, done);
    }
  }

  /// {@return the memory in which parties may have something}
  AddressRanges looked() {
    AddressRanges ranges = new AddressRanges();
    for (Area area : areas) {
      if (claimable(area)) {
        ranges.addPages(target.pages(), area.start(), area.end());
      }
    }
    return ranges;
  }

  /// Walks one piece of memory alone, of which the beginning need not be that of anything.
  ///
  /// @param start above all pieces that were walked before
  /// @return what was told of it
  Stretch piece(long start, long end) {
    Stretch told = stretch;
    while (firstOfPiece < areas.size() && areas.get(firstOfPiece).end() <= start) {
      firstOfPiece++;
    }
    for (int at = firstOfPiece; at < areas.size() && areas.get(at).start() < end; at++) {
      Area area = areas.get(at);
      if (claimable(area)) {
        pieceOf(Math.max(start, area.start()), Math.min(end, area.end()));
      }
    }
    told.joinWalks();
    stretch = Stretch.begin(recorder, allocators, instances, words);
    return told;
  }

  private void pieceOf(long start, long end) {
    long at = start;
    while (!allotments.isEmpty() && allotments.getFirst().segment().end() <= at) {
      allotments.removeFirst();
    }
    for (Allotment each : allotments) {
      if (each.start() >= end) {
        break;
      }
      offer(at, each.start());
      Allocator.Walk walk = stretch.allocator(each.allocator());
      long from = Math.max(at, each.start());
      long until = Math.min(end, each.segment().end());
      long first = from == each.start() ? from : walk.begin(each.segment(), from, until);
      if (first < until) {
        window.range(until);
        walk.walk(each.segment(), first, until, window);
      }
      at = until;
    }
    offer(at, end);
  }

  /// Offers the resident pages of memory to the claimants.
  private void offer(long from, long end) {
    if (from >= end || stretch.claimants().isEmpty()) {
      return;
    }
    window.range(end);
    PageRuns pages = target.pages();
    long at = from;
    for (int run = pages.at(at); run < pages.count() && pages.start(run) < end; run++) {
      if (pages.readable(run)) {
        at = Math.max(at, pages.start(run));
        while (at < Math.min(pages.end(run), end)) {
          at += claimedAt(at, end);
        }
      }
    }
  }

  /// Has the instances tell what they know now, of types for instance.
  void finish() {
    for (Announced each : instances) {
      each.instance().finish(recorder.typesOf(each.number()));
    }
  }

  /// Ends the stretch at hand, if it is long enough, and begins the next.
  private void cut() {
    if (walked >= STRETCH_BYTES) {
      recorder.take(stretch);
      stretch = Stretch.begin(recorder, allocators, instances, words);
      walked = 0;
    }
  }

  /// Whether the target was let go before the piece of memory was read that begins at `start`: then
  /// it is not read, nor is what follows.
  private boolean isOver(long start) {
    return isOver(start, start);
  }

  /// The same of a piece of which the last byte stands at `last`.
  private boolean isOver(long start, long last) {
    if (unreadFrom == Cost.ALL_READ && target.isLost(last)) {
      unreadFrom = start;
    }
    return unreadFrom != Cost.ALL_READ;
  }

  /// Reads one area from `from` and returns the address up to which memory is read now: a segment
  /// may reach into the areas that follow.
  private long area(int number, long from) {
    Area area = areas.get(number);
    long at = from;
    while (at < area.end() && !allotments.isEmpty() && allotments.getFirst().start() < area.end()) {
      Allotment next = allotments.removeFirst();
      if (next.start() < at) {
        recorder.violation("overlapping segments", next.start());
        continue;
      }
      between(number, at, next.start());
      if (isOver(next.start())) {
        break;
      }
      if (recorder.wanted.anyIn(next.start(), next.segment().end())) {
        segment(next, allow(next.start(), next.segment().end()));
      }
      // What of it came in time is known, the rest is not.
      isOver(next.start(), next.segment().end() - 1);
      at = next.segment().end();
    }
    return Math.max(between(number, at, area.end()), area.end());
  }

  /// Walks a segment up to `until`, in stretches.
  private void segment(Allotment allotment, long until) {
    window.range(until);
    long at = allotment.start();
    int party = allocators.get(allotment.allocator()).party();
    int segment = claims.add(ClaimTable.Kind.SEGMENT, party, ClaimTable.NO_PARENT, at, until);
    while (at < until) {
      cut();
      long end = Math.min(until, at + STRETCH_BYTES);
      long next =
          stretch.allocator(allotment.allocator()).walk(allotment.segment(), at, end, window);
      claims.add(ClaimTable.Kind.STRETCH, party, segment, at, next);
      walked += next - at;
      at = next;
    }
    claims.end(segment, at);
  }

  /// Reads what no segment covers in an area. A segment may also lie in static data: musl's loader
  /// gives malloc what the modules leave of their pages.
  ///
  /// @return the address up to which memory is read now
  private long between(int number, long from, long end) {
    if (from >= end || isOver(from)) {
      return from;
    }
    Area area = areas.get(number);
    if (area.kind() == Area.Kind.STACK) {
      if (!instances.isEmpty()) {
        recorder.loose.noteStack(area, stacks, target.pages(), window);
        claim(ClaimTable.Kind.STACK, program, from, end);
      }
      return end;
    }
    if (!area.kind().staticData()) {
      return unclaimed(number, from, end);
    }
    if (!instances.isEmpty() && area.mapping().writable()) {
      long limit = end == area.end() ? contiguousEnd(number) : end;
      stretch.inTurn(walk -> {
        window.range(limit);
        walk.staticData(area.part(from, end), limit, window);
      });
      recorder.loose.note(from, end, target.pages(), window);
      claim(ClaimTable.Kind.VARIABLES, program, from, end);
    }
    return end;
  }

  private void claim(ClaimTable.Kind kind, int party, long start, long end) {
    claims.add(kind, party, ClaimTable.NO_PARENT, start, end);
  }

  /// Offers the resident pages of memory that no segment covers to the claimants.
  ///
  /// @return the address up to which memory is read now: a claim may reach into the areas that
  ///   follow
  private long unclaimed(int number, long from, long end) {
    Area area = areas.get(number);
    if (!claimable(area) || stretch.claimants().isEmpty() || !recorder.wanted.anyIn(from, end)) {
      return end;
    }
    long limit = end == area.end() ? contiguousEnd(number) : end;
    PageRuns pages = target.pages();
    long until = allow(from, end);
    window.range(until);
    long at = from + PAGE_BYTES - 1 & -PAGE_BYTES;
    for (int run = pages.at(at); run < pages.count() && pages.start(run) < until; run++) {
      if (!pages.readable(run)) {
        continue;
      }
      at = Math.max(at, pages.start(run));
      long runEnd = Math.min(pages.end(run), until);
      while (at < runEnd && unreadFrom == Cost.ALL_READ) {
        long start = at;
        at += claimedAt(at, limit);
        walked += at - start;
        isOver(start, at - 1);
      }
    }
    return Math.max(at, end);
  }

  private static boolean claimable(Area area) {
    return (area.kind() == Area.Kind.ANONYMOUS || area.kind() == Area.Kind.HEAP)
        && area.mapping().writable();
  }

  /// {@return where the memory ends that what begins in an area may take} The kernel cuts one
  /// mapping into several, for instance where a part of it was advised to use huge pages; and a
  /// variable may lie across the end of what a module's file initialises.
  private long contiguousEnd(int number) {
    long end = contiguousEnds[number];
    return allotments.isEmpty()
        ? end
        : Math.min(end, Math.max(areas.get(number).end(), allotments.getFirst().start()));
  }

  /// Looks at each area once: there may be 60,000, none with a hole behind it.
  private static long[] contiguousEnds(List<Area> areas) {
    long[] ends = new long[areas.size()];
    Area following = null;
    for (int number = ends.length - 1; number >= 0; number--) {
      Area area = areas.get(number);
      ends[number] =
          following != null && following.start() == area.end() && goesOn(area, following)
              ? ends[number + 1]
              : area.end();
      following = area;
    }
    return ends;
  }

  private static boolean goesOn(Area area, Area following) {
    if (claimable(area)) {
      return claimable(following);
    }
    return isVariables(area)
        && isVariables(following)
        && Objects.equals(following.binary(), area.binary());
  }

  private static boolean isVariables(Area area) {
    return area.kind().staticData() && area.mapping().writable();
  }

  private long claimedAt(long address, long end) {
    for (Stretch.Claiming each : stretch.claimants()) {
      long bytes = each.claimant().claim(address, end, window);
      if (bytes > 0) {
        claim(ClaimTable.Kind.FOUND, each.party(), address, address + bytes);
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
