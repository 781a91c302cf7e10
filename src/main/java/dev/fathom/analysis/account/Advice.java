package dev.fathom.analysis.account;

import dev.fathom.analysis.account.fragmentation.ArenaUse;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.analysis.account.fragmentation.HeapPins;
import dev.fathom.analysis.account.fragmentation.Pins;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ReleaseRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What would make the process smaller, with what it would gain.
///
/// @param action what to do: does not change
/// @param call what the program calls for that, or what it lets go of; empty where it is neither
/// @param bytes how much smaller the process would be
/// @param evidence how far that can be trusted
/// @param basis how it was computed
public record Advice(Action action, String call, long bytes, Evidence evidence, String basis) {
  /// Gains below this are worth no line, and neither are those below this share of a process.
  private static final long WORTH_BYTES = 1 << 20;

  private static final double WORTH_SHARE = 0.05;

  /// What can be done.
  public enum Action {
    /// Make the allocator's release call.
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
    SUBPROCESS("subprocess"),
    /// Let go of what keeps a heap from shrinking.
    DROP("drop");

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
    List<Advice> all = new ArrayList<>();
    all.add(trim(findings, fragmentation));
    all.addAll(release(fragmentation));
    all.add(threshold(fragmentation));
    all.add(arenas(fragmentation));
    all.add(restart(fragmentation));
    all.add(subprocess(pins));
    return all.stream().filter(advice -> advice.isWorth(findings)).toList();
  }

  /// {@return whether it is worth a line}
  public boolean isWorth(Findings findings) {
    return bytes >= Math.min(WORTH_BYTES, Math.max(1, WORTH_SHARE * findings.counters().rss()));
  }

  private static Advice trim(Findings findings, Fragmentation fragmentation) {
    return new Advice(
        Action.TRIM,
        findings.heaps().releaseCall(),
        fragmentation.sum(ArenaUse::trimmable),
        Evidence.EXACT,
        "whole resident pages inside merged free chunks of all arenas, and the top of the brk heap");
  }

  /// What each allocator that has a way of its own would give back.
  private static List<Advice> release(Fragmentation fragmentation) {
    Map<String, Long> kept = new TreeMap<>();
    for (ArenaUse arena : fragmentation.arenas()) {
      if (arena.arena().release() == Arena.Release.NOTHING
          && !arena.release().otherwise().isEmpty()) {
        kept.merge(arena.release().otherwise(), arena.pagesKept() + arena.topKept(), Long::sum);
      }
    }
    List<Advice> all = new ArrayList<>();
    kept.forEach((returning, bytes) ->
        all.add(
            new Advice(
                Action.RELEASE,
                "",
                bytes,
                Evidence.HEURISTIC,
                "at most: whole free pages; " + returning)));
    return all;
  }

  private static Advice threshold(Fragmentation fragmentation) {
    long above = 0;
    ReleaseRule rule = ReleaseRule.NONE;
    for (ArenaUse arena : fragmentation.arenas()) {
      if (arena.arena().release() == Arena.Release.PAGES_AND_TOP
          && !arena.release().fixedThreshold().isEmpty()) {
        rule = arena.release();
        // Of the arena, what goes back of its top alone.
        above += Math.max(0, arena.trimmableTop() - rule.topPad());
      }
    }
    return new Advice(
        Action.THRESHOLD,
        "",
        above,
        Evidence.VALIDATED,
        String.format(
            Locale.ROOT,
            "the top of the brk heap beyond %,d KiB: free() gives it back once the threshold no"
                + " longer grows with the largest freed block (%s)",
            rule.topPad() >> 10,
            rule.fixedThreshold()));
  }

  private static Advice arenas(Fragmentation fragmentation) {
    long all = 0;
    long largest = 0;
    int count = 0;
    String setting = "";
    for (ArenaUse arena : fragmentation.arenas()) {
      if (arena.arena().kind() == Arena.Kind.THREAD && !arena.release().fewerArenas().isEmpty()) {
        count++;
        all += arena.residentFree();
        largest = Math.max(largest, arena.residentFree());
        setting = arena.release().fewerArenas();
      }
    }
    return new Advice(
        Action.ARENAS,
        "",
        count > 1 ? all - largest : 0,
        Evidence.HEURISTIC,
        String.format(
            Locale.ROOT,
            "at most: free memory in %,d arenas of threads, but for the largest (%s)",
            count,
            setting));
  }

  private static Advice restart(Fragmentation fragmentation) {
    return new Advice(
        Action.RESTART,
        "",
        fragmentation.sum(ArenaUse::trapped) + fragmentation.trappedInPools(),
        Evidence.HEURISTIC,
        "this free memory shares pages with live data, so only a restart returns it");
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
        "",
        held,
        Evidence.HEURISTIC,
        String.format(
            Locale.ROOT,
            "what %,d live pieces hold below the top: it goes with a process that did the work",
            count));
  }
}
