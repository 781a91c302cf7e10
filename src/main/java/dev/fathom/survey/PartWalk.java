package dev.fathom.survey;

import dev.fathom.malloc.Allocator;
import dev.fathom.model.Cost;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.ClaimTable;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.target.Allowance;
import dev.fathom.target.AllowedTarget;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The walk over one part of a target's memory: areas that lie side by side, with what was
/// announced in them. It shares nothing with the walks over other parts, so each may be on another
/// thread; what they left is put together in address order ([#joinTo]).
final class PartWalk {
  private static final long PAGE_BYTES = 4096;

  /// Of so much memory the columns are joined at once.
  private static final long STRETCH_BYTES = 32L << 20;

  private final Sweep sweep;
  private final Target target;
  private final Recorder recorder;
  private final Window window;
  private final Words words;

  /// Which areas: from the first up to the last, which is none of them.
  private final int firstArea;

  private final int endArea;

  private final ArrayDeque<Sweep.Allotment> allotments;

  // What it leaves.
  private final List<Stretch> stretches = new ArrayList<>();
  private final ClaimTable claims = new ClaimTable();
  private final LoosePointers loose;
  private final Recorder.Tally violations;

  /// What is walked now, and how much of it was.
  private Stretch stretch;

  private long walked;

  /// How much of one range is read at the most, and how much of all together.
  private final long mostOfARange;

  private long remaining;

  /// Where that begins which was not read when the target was let go early, or [Cost#ALL_READ].
  private long unreadFrom = Cost.ALL_READ;

  /// Of pieces that are walked alone: the first area that ends above the last of them.
  private int firstOfPiece;

  /// @param window of the thread that walks
  /// @param allowance what it may read
  /// @param mostOfAll up to so much is read at all
  PartWalk(
      Sweep sweep,
      Part part,
      Window window,
      Allowance allowance,
      long mostOfARange,
      long mostOfAll) {
    this.sweep = sweep;
    this.target = AllowedTarget.of(sweep.target(), allowance);
    this.recorder = sweep.recorder();
    this.window = window;
    this.firstArea = part.firstArea();
    this.endArea = part.endArea();
    this.allotments = new ArrayDeque<>(part.allotments());
    this.mostOfARange = mostOfARange;
    this.remaining = mostOfAll;
    this.loose = recorder.loose.another();
    this.violations = recorder.tally();
    window.allow(target);
    this.words = new Words(target.memory(), window);
    this.stretch = begin();
  }

  /// Which memory a walk goes over.
  ///
  /// @param firstArea number of the first area
  /// @param endArea number after that of the last
  /// @param allotments that begin in these, ascending
  record Part(int firstArea, int endArea, List<Sweep.Allotment> allotments) {}

  private Stretch begin() {
    return Stretch.begin(recorder, violations, sweep.allocators(), sweep.instances(), words);
  }

  /// {@return where that begins which was not read when the target was let go early, or
  /// [Cost#ALL_READ]}
  long unreadFrom() {
    return unreadFrom;
  }

  /// Hands over what it leaves. To be called in address order, by one thread.
  void joinTo(Recorder whole) {
    stretches.forEach(whole::take);
    stretches.clear();
    whole.claims.addAll(claims);
    whole.loose.append(loose);
    whole.hear(violations);
  }

  /// Walks over all of it.
  void run() {
    List<Area> areas = sweep.areas();
    long done = 0;
    try {
      for (int number = firstArea;
          number < endArea && !isOver(areas.get(number).start());
          number++) {
        // What begins in the variables of a module may reach into those that follow.
        if (!areas.get(number).kind().staticData()) {
          cut();
        }
        done = area(number, Math.max(areas.get(number).start(), done));
      }
    } catch (Allowance.SpentException spent) {
      violations.violation(Sweep.SPENT, done);
    }
    stretches.add(stretch);
    words.forget();
  }

  /// Walks one piece of memory alone, of which the beginning need not be that of anything.
  ///
  /// @param start above all pieces that were walked before
  /// @return what was told of it
  Stretch piece(long start, long end) {
    Stretch told = stretch;
    List<Area> areas = sweep.areas();
    while (firstOfPiece < areas.size() && areas.get(firstOfPiece).end() <= start) {
      firstOfPiece++;
    }
    for (int at = firstOfPiece; at < areas.size() && areas.get(at).start() < end; at++) {
      Area area = areas.get(at);
      if (Sweep.claimable(area)) {
        pieceOf(Math.max(start, area.start()), Math.min(end, area.end()));
      }
    }
    told.joinWalks();
    stretch = begin();
    joinTo(recorder);
    return told;
  }

  private void pieceOf(long start, long end) {
    long at = start;
    while (!allotments.isEmpty() && allotments.getFirst().segment().end() <= at) {
      allotments.removeFirst();
    }
    for (Sweep.Allotment each : allotments) {
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

  /// Ends the stretch at hand, if it is long enough, and begins the next.
  private void cut() {
    if (walked >= STRETCH_BYTES) {
      stretches.add(stretch);
      stretch = begin();
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
    Area area = sweep.areas().get(number);
    long at = from;
    while (at < area.end() && !allotments.isEmpty() && allotments.getFirst().start() < area.end()) {
      Sweep.Allotment next = allotments.removeFirst();
      if (next.start() < at) {
        violations.violation("overlapping segments", next.start());
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
  private void segment(Sweep.Allotment allotment, long until) {
    window.range(until);
    long at = allotment.start();
    int party = sweep.allocators().get(allotment.allocator()).party();
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
    Area area = sweep.areas().get(number);
    if (area.kind() == Area.Kind.STACK) {
      if (!sweep.instances().isEmpty()) {
        loose.noteStack(area, sweep.stacks(), target.pages(), window);
        claim(ClaimTable.Kind.STACK, sweep.program(), from, end);
      }
      return end;
    }
    if (!area.kind().staticData()) {
      return unclaimed(number, from, end);
    }
    if (!sweep.instances().isEmpty() && area.mapping().writable()) {
      long limit = end == area.end() ? contiguousEnd(number) : end;
      stretch.inTurn(walk -> {
        window.range(limit);
        walk.staticData(area.part(from, end), limit, window);
      });
      loose.note(from, end, target.pages(), window);
      claim(ClaimTable.Kind.VARIABLES, sweep.program(), from, end);
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
    Area area = sweep.areas().get(number);
    if (!Sweep.claimable(area)
        || stretch.claimants().isEmpty()
        || !recorder.wanted.anyIn(from, end)) {
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

  /// {@return where the memory ends that what begins in an area may take} The kernel cuts one
  /// mapping into several, for instance where a part of it was advised to use huge pages; and a
  /// variable may lie across the end of what a module's file initialises.
  private long contiguousEnd(int number) {
    long end = sweep.contiguousEnd(number);
    return allotments.isEmpty()
        ? end
        : Math.min(end, Math.max(sweep.areas().get(number).end(), allotments.getFirst().start()));
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
