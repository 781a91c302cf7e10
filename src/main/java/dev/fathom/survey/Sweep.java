package dev.fathom.survey;

import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.Segment;
import dev.fathom.model.Cost;
import dev.fathom.model.memory.AllocatorFigure;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ClaimTable;
import dev.fathom.model.memory.Heaps;
import dev.fathom.runtime.Runtime;
import dev.fathom.survey.crew.Crew;
import dev.fathom.target.Allowance;
import dev.fathom.target.AllowedTarget;
import dev.fathom.target.Target;
import dev.fathom.target.ThreadStacks;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import dev.fathom.target.copy.AddressRanges;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One pass over a target's memory in address order, in which each area is read by whoever knows
/// it: the segments of an allocator by that allocator; other anonymous memory by the first
/// [Claimant] that recognises what begins there; the static data of the modules by the runtime. Of
/// static data and of stacks in use the words are noted that lead into allocated memory. Code and
/// files are not read at all.
///
/// Memory is divided into parts between which there is a hole, so that nothing reaches from one
/// into the next. Where all parties allow it, several threads walk them ([PartWalk]); the parts are
/// the same however many.
final class Sweep {
  /// What is said where a walk read more than there is.
  static final String SPENT = "a walk that read far more than there is was ended";

  private final Target whole;
  private final Window window;
  private final ThreadStacks stacks;
  private final Recorder recorder;
  private final ClaimTable claims;

  /// The party of what belongs to no allocator and to no runtime.
  private final int program;

  private final List<Announced> instances = new ArrayList<>();
  private final List<Walked> allocators = new ArrayList<>();

  /// In address order.
  private final List<Allotment> allotments;

  /// In address order.
  private final List<Area> areas;

  /// By number of an area: where memory of its kind ends that goes on behind it without a hole.
  private final long[] contiguousEnds;

  /// How much of one range is read at the most, and how much of all together.
  private final long mostOfARange;

  private final long mostOfAll;

  private final Heaps heaps;

  /// Of pieces that are walked alone; made for the first.
  private @Nullable PartWalk pieces;

  /// Bytes that walks on other threads wanted and could not read.
  private final AtomicLong missing = new AtomicLong();

  /// A segment, the number of the allocator that walks it, and the id of its arena.
  record Allotment(Segment segment, int allocator, int arena) {
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

  /// A part has at least so much in memory, but for the last: each has columns of its own.
  private static final long PART_BYTES = 32L << 20;

  private static final int BLOCK_BYTES = 1 << 20;

  private Sweep(
      Target whole,
      List<Area> areas,
      List<Allocator.Recognised> found,
      List<Runtime.Recognised> recognised,
      Recorder recorder,
      Window window,
      long mostOfARange,
      long mostOfAll) {
    this.mostOfAll = mostOfAll;
    this.whole = whole;
    Target target = AllowedTarget.of(whole, allowance(Recognition.residentBytes(whole)));
    this.areas = areas;
    this.contiguousEnds = contiguousEnds(areas);
    this.window = window;
    this.stacks = ThreadStacks.of(target);
    this.recorder = recorder;
    this.claims = recorder.claims;
    this.program = claims.party("program");
    this.mostOfARange = mostOfARange;
    recorder.loose.areas(areas);
    // Not those of the window: several threads look at these.
    Words words = new Words(target.memory());
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
    allotments = List.copyOf(unordered);
    heaps =
        new Heaps(
            arenas,
            unordered.stream()
                .map(each -> new Heaps.Range(each.arena, each.start(), each.segment.end()))
                .toList(),
            figures);
  }

  private Allowance allowance(long resident) {
    return new Allowance(
        mostOfAll == Long.MAX_VALUE ? LEAST_BYTES + resident * BYTES_A_RESIDENT_BYTE : mostOfAll,
        LEAST_WORDS + resident * WORDS_A_BYTE);
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
  /// @param missing bytes that were wanted and could not be read, but for those through the window
  ///   that was given
  record Swept(Heaps heaps, long unreadFrom, List<Announced> instances, long missing) {}

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
    List<PartWalk.Part> parts = parts();
    PartWalk[] walks = new PartWalk[parts.size()];
    int apart = walksApart() ? parts.size() : 1;
    Crew.work(
        apart,
        walker(window, parts, walks, apart),
        () -> walker(new Window(whole.memory(), BLOCK_BYTES), parts, walks, apart));
    long unreadFrom = Cost.ALL_READ;
    for (int part = 0; part < walks.length; part++) {
      unreadFrom = Math.min(unreadFrom, walks[part].unreadFrom());
      walks[part].joinTo(recorder);
    }
    recorder.numberTypes(instances);
    finish();
    return new Swept(heaps, unreadFrom, instances, missing.get());
  }

  /// Whether parts may be walked at the same time.
  private boolean walksApart() {
    return recorder.wanted.equals(Wanted.ALL)
        && instances.stream().allMatch(each -> each.instance().walksApart());
  }

  /// {@return who walks parts on one thread}
  ///
  /// @param window its own
  /// @param walks filled in
  /// @param pieces how many there are to be taken: each a part, or one with all of them
  private Crew.Worker walker(
      Window window, List<PartWalk.Part> parts, PartWalk[] walks, int pieces) {
    return new Crew.Worker() {
      @Override
      public void piece(int number) {
        int end = pieces == 1 ? parts.size() : number + 1;
        for (int part = number; part < end; part++) {
          walks[part] = walk(parts.get(part), window);
          walks[part].run();
        }
      }

      @Override
      public void close() {
        missing.addAndGet(window.missingBytes());
        window.close();
      }
    };
  }

  private PartWalk walk(PartWalk.Part part, Window window) {
    return new PartWalk(
        this, part, window, allowance(residentBytes(part)), mostOfARange, mostOfAll);
  }

  private long residentBytes(PartWalk.Part part) {
    long bytes = 0;
    for (Area area : areas.subList(part.firstArea(), part.endArea())) {
      bytes += whole.pages().residentBytes(area.start(), area.end());
    }
    return bytes;
  }

  /// {@return the memory in parts, the same whoever walks them}
  private List<PartWalk.Part> parts() {
    List<PartWalk.Part> parts = new ArrayList<>();
    long enough = Crew.pieceBytes(PART_BYTES);
    int next = 0;
    int first = 0;
    long bytes = 0;
    long segmentsEnd = 0;
    for (int number = 0; number <= areas.size(); number++) {
      boolean last = number == areas.size();
      long start = last ? Long.MAX_VALUE : areas.get(number).start();
      int segment = next;
      for (; segment < allotments.size() && allotments.get(segment).start() < start; segment++) {
        segmentsEnd = Math.max(segmentsEnd, allotments.get(segment).segment().end());
      }
      if (last || (bytes >= enough && segmentsEnd <= start && isBehindHole(number))) {
        parts.add(new PartWalk.Part(first, number, allotments.subList(next, segment)));
        next = segment;
        first = number;
        bytes = 0;
      }
      if (!last && (claimable(areas.get(number)) || areas.get(number).kind().staticData())) {
        bytes += whole.pages().residentBytes(start, areas.get(number).end());
      }
    }
    return parts;
  }

  /// Whether nothing that begins in the area before can reach into an area.
  private boolean isBehindHole(int number) {
    return contiguousEnds[number - 1] == areas.get(number - 1).end()
        && areas.get(number - 1).end() < areas.get(number).start();
  }

  /// Walks over everything, as far as it may, on this thread.
  void run() {
    walk(everything(), window).run();
    finish();
  }

  private PartWalk.Part everything() {
    return new PartWalk.Part(0, areas.size(), allotments);
  }

  /// Walks one piece of memory alone, of which the beginning need not be that of anything.
  ///
  /// @param start above all pieces that were walked before
  /// @return what was told of it
  Stretch piece(long start, long end) {
    PartWalk walk = pieces == null ? walk(everything(), window) : pieces;
    pieces = walk;
    return walk.piece(start, end);
  }

  // What all walks share.

  Target target() {
    return whole;
  }

  Recorder recorder() {
    return recorder;
  }

  List<Area> areas() {
    return areas;
  }

  ThreadStacks stacks() {
    return stacks;
  }

  List<Announced> instances() {
    return instances;
  }

  List<Walked> allocators() {
    return allocators;
  }

  int program() {
    return program;
  }

  long contiguousEnd(int number) {
    return contiguousEnds[number];
  }

  /// {@return the memory in which parties may have something}
  AddressRanges looked() {
    AddressRanges ranges = new AddressRanges();
    for (Area area : areas) {
      if (claimable(area)) {
        ranges.addPages(whole.pages(), area.start(), area.end());
      }
    }
    return ranges;
  }

  /// Has the instances tell what they know now, of types for instance.
  void finish() {
    try {
      for (Announced each : instances) {
        each.instance().finish(recorder.typesOf(each.number()));
      }
    } catch (Allowance.SpentException spent) {
      recorder.violation(SPENT, 0);
    }
  }

  static boolean claimable(Area area) {
    return (area.kind() == Area.Kind.ANONYMOUS || area.kind() == Area.Kind.HEAP)
        && area.mapping().writable();
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
}
