package dev.fathom.analysis.account;

import dev.fathom.model.Findings;
import dev.fathom.model.memory.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What would make the process smaller, with what it would gain.
///
/// @param action what to do: does not change
/// @param bytes how much smaller the process would be
/// @param evidence how far that can be trusted
/// @param basis how it was computed
public record Advice(Action action, long bytes, Evidence evidence, String basis) {
  /// Gains below this are worth no line, and neither are those below this share of a process.
  private static final long WORTH_BYTES = 1 << 20;

  private static final double WORTH_SHARE = 0.05;

  /// DEFAULT_TOP_PAD and DEFAULT_TRIM_THRESHOLD of glibc: what free() leaves of a top.
  private static final long TOP_KEPT = 128 << 10;

  /// What can be done.
  public enum Action {
    /// Call `malloc_trim(0)`.
    TRIM("malloc_trim"),
    /// Have an allocator give whole free pages back in its own way.
    RELEASE("release"),
    /// Let threads share arenas.
    ARENAS("arena-max"),
    /// Keep malloc from learning to keep more.
    THRESHOLD("trim-threshold"),
    /// Start the process anew from time to time.
    RESTART("restart"),
    /// Do in another process what leaves few live pieces behind.
    SUBPROCESS("subprocess");

    private final String id;

    Action(String id) {
      this.id = id;
    }

    /// {@return its name in JSON; it does not change}
    public String id() {
      return id;
    }
  }

  /// {@return what the figures speak for, the surest first; each gain is for itself: they overlap}
  public static List<Advice> of(Findings findings, Fragmentation fragmentation, Pins pins) {
    long rss = findings.counters().rss();
    List<Advice> all = new ArrayList<>();
    all.add(trim(fragmentation));
    all.addAll(release(fragmentation));
    all.add(threshold(fragmentation));
    all.add(arenas(fragmentation));
    all.add(restart(fragmentation));
    all.add(subprocess(pins));
    return all.stream()
        .filter(advice -> advice.bytes >= Math.min(WORTH_BYTES, Math.max(1, WORTH_SHARE * rss)))
        .toList();
  }

  private static Advice trim(Fragmentation fragmentation) {
    return new Advice(
        Action.TRIM,
        fragmentation.sum(ArenaUse::trimmable),
        Evidence.EXACT,
        "whole resident pages inside merged free chunks of all arenas, and the top of the brk heap");
  }

  /// What each allocator that has a way of its own would give back.
  private static List<Advice> release(Fragmentation fragmentation) {
    Map<String, Long> kept = new TreeMap<>();
    for (ArenaUse arena : fragmentation.arenas()) {
      if (arena.arena().release() == Arena.Release.NOTHING && !arena.returning().isEmpty()) {
        kept.merge(arena.returning(), arena.pagesKept() + arena.topKept(), Long::sum);
      }
    }
    List<Advice> all = new ArrayList<>();
    kept.forEach((returning, bytes) ->
        all.add(
            new Advice(
                Action.RELEASE,
                bytes,
                Evidence.HEURISTIC,
                "at most: whole free pages; " + returning)));
    return all;
  }

  private static Advice threshold(Fragmentation fragmentation) {
    long above = 0;
    for (ArenaUse arena : fragmentation.arenas()) {
      if (arena.arena().release() == Arena.Release.PAGES_AND_TOP) {
        // Of the arena, what goes back of its top alone.
        above += Math.max(0, arena.trimmableTop() - TOP_KEPT);
      }
    }
    return new Advice(
        Action.THRESHOLD,
        above,
        Evidence.VALIDATED,
        "the top of the brk heap beyond 128 KiB: free() gives it back once the threshold no longer"
            + " grows with the largest freed block (MALLOC_TRIM_THRESHOLD_=131072)");
  }

  private static Advice arenas(Fragmentation fragmentation) {
    long all = 0;
    long largest = 0;
    int count = 0;
    for (ArenaUse arena : fragmentation.arenas()) {
      if (arena.arena().kind() == Arena.Kind.THREAD) {
        count++;
        all += arena.residentFree();
        largest = Math.max(largest, arena.residentFree());
      }
    }
    return new Advice(
        Action.ARENAS,
        count > 1 ? all - largest : 0,
        Evidence.HEURISTIC,
        String.format(
            Locale.ROOT,
            "at most: free memory in %,d arenas of threads, but for the largest (MALLOC_ARENA_MAX)",
            count));
  }

  private static Advice restart(Fragmentation fragmentation) {
    return new Advice(
        Action.RESTART,
        fragmentation.sum(ArenaUse::trapped) + fragmentation.trappedInPools(),
        Evidence.HEURISTIC,
        "free memory on pages with live memory: nothing gives it back, a fresh process begins"
            + " without it, until it has fragmented its own");
  }

  private static Advice subprocess(Pins pins) {
    long held = 0;
    long count = 0;
    for (HeapPins heap : pins.heaps()) {
      if (heap.few() && heap.held() * 2 >= heap.releasable()) {
        held += heap.held();
        count += heap.count();
      }
    }
    return new Advice(
        Action.SUBPROCESS,
        held,
        Evidence.HEURISTIC,
        String.format(
            Locale.ROOT,
            "what %,d live pieces hold below the top: it goes with a process that did the work",
            count));
  }
}
