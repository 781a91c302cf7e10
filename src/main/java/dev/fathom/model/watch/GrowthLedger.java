package dev.fathom.model.watch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Growth added up by the line at which it happened, and by function.
///
/// **Memory**: that of so many lines and functions as the program has, at most [#MOST] each.
public final class GrowthLedger {
  /// More places are told as one.
  static final int MOST = 1 << 14;

  /// What is charged where no stack is known, or to more places than are told apart.
  public static final CallStack.Frame ELSEWHERE = new CallStack.Frame("", "", 0);

  private final Map<CallStack.Frame, Sum> lines = new HashMap<>();
  private final Map<CallStack.Frame, Sum> functions = new HashMap<>();
  private long bytes;
  private long sure;
  private long unplaced;
  private long givenBack;
  private long stacks;
  private long torn;
  private long cut;

  /// What grew at a place.
  ///
  /// @param place a line, or a function in a file with line 0
  /// @param self bytes that grew in it itself
  /// @param all the same, and in what it called
  /// @param times how often
  public record Row(CallStack.Frame place, long self, long all, long times) {}

  private static final class Sum {
    private long self;
    private long all;
    private long times;
  }

  public void add(NoticedGrowth growth) {
    for (NoticedGrowth.Charge charge : growth.charges()) {
      bytes += charge.bytes();
      sure += charge.sure() ? charge.bytes() : 0;
      List<CallStack.Frame> frames = charge.stack().frames();
      if (frames.isEmpty()) {
        unplaced += charge.bytes();
        continue;
      }
      stacks++;
      torn += charge.stack().state() == CallStack.State.TORN ? 1 : 0;
      cut += charge.stack().state() == CallStack.State.CUT ? 1 : 0;
      // A function that calls itself is charged once.
      Set<CallStack.Frame> met = new HashSet<>();
      for (int depth = 0; depth < frames.size(); depth++) {
        CallStack.Frame frame = frames.get(depth);
        add(lines, frame, depth, charge.bytes(), met);
        CallStack.Frame function = new CallStack.Frame(frame.function(), frame.file(), 0);
        add(functions, function, depth, charge.bytes(), met);
      }
    }
  }

  private static void add(
      Map<CallStack.Frame, Sum> sums,
      CallStack.Frame place,
      int depth,
      long bytes,
      Set<CallStack.Frame> met) {
    CallStack.Frame told = sums.size() < MOST || sums.containsKey(place) ? place : ELSEWHERE;
    Sum sum = sums.computeIfAbsent(told, each -> new Sum());
    if (depth == 0) {
      sum.self += bytes;
      sum.times++;
    }
    // A line of code outside all functions is a place of both kinds.
    if (met.add(place) || depth == 0) {
      sum.all += bytes;
    }
  }

  /// Adds what the process gave back.
  public void giveBack(long freed) {
    givenBack += freed;
  }

  /// {@return what grew, in bytes}
  public long bytes() {
    return bytes;
  }

  /// {@return what of that grew while the thread was seen to run at that line}
  public long sure() {
    return sure;
  }

  /// {@return what of it has no place: no stack of a language was found}
  public long unplaced() {
    return unplaced;
  }

  /// {@return what became less meanwhile}
  public long givenBack() {
    return givenBack;
  }

  /// {@return how many stacks were read}
  public long stacks() {
    return stacks;
  }

  /// {@return how many of them changed while they were read}
  public long torn() {
    return torn;
  }

  /// {@return how many of them were deeper than is read}
  public long cut() {
    return cut;
  }

  /// {@return the lines at which something grew, the largest first}
  public List<Row> lines() {
    return rows(lines, Comparator.comparingLong(Row::self)).stream()
        .filter(row -> row.self() > 0)
        .toList();
  }

  /// {@return the functions in which something grew, or in what they called; the largest first}
  public List<Row> functions() {
    return rows(functions, Comparator.comparingLong(Row::all).thenComparingLong(Row::self));
  }

  private static List<Row> rows(Map<CallStack.Frame, Sum> sums, Comparator<Row> order) {
    List<Row> rows = new ArrayList<>();
    sums.forEach((place, sum) -> rows.add(new Row(place, sum.self, sum.all, sum.times)));
    rows.sort(
        order
            .reversed()
            .thenComparing(row -> row.place().file())
            .thenComparingInt(row -> row.place().line())
            .thenComparing(row -> row.place().function()));
    return rows;
  }
}
