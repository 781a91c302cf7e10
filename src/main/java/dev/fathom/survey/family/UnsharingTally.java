package dev.fathom.survey.family;

import dev.fathom.model.family.Cause;
import dev.fathom.model.family.Unsharing;
import dev.fathom.model.object.TypeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the un-shared pages of one worker were written for, as it is being counted: of a page at a
/// time the causes and the types, then its bytes divided among them.
final class UnsharingTally {
  private static final int SAMPLE = 4096;

  private final boolean collected;
  private long pages;
  private long freezePages;

  // By the codes of the causes.
  private final double[] bytes = new double[Cause.count()];
  private final long[] changed = new long[Cause.count()];
  private final long[] alone = new long[Cause.count()];

  /// Of the page that is being compared.
  private final long[] onPage = new long[Cause.count()];

  private final double[] typeBytes;
  private final long[] typeOnPage;
  private final int[] touchedTypes;
  private int touched;
  private long touches;

  // A sample that thins itself: every so many-th object, the step doubled when it is full.
  private final int[] sample = new int[SAMPLE];
  private int sampled;
  private long sampleStep = 1;
  private long untilNext = 1;

  /// @param types how many there are
  /// @param collected whether a full collection ran in the worker
  UnsharingTally(int types, boolean collected) {
    this.collected = collected;
    this.typeBytes = new double[types];
    this.typeOnPage = new long[types];
    this.touchedTypes = new int[types];
  }

  boolean collected() {
    return collected;
  }

  /// Bytes on this page differ for a cause.
  void changed(int cause, int differing) {
    onPage[cause] += differing;
  }

  /// This page was written for an object of a type.
  void touch(int type, long weight) {
    if (type >= typeOnPage.length) {
      return;
    }
    if (typeOnPage[type] == 0) {
      touchedTypes[touched++] = type;
    }
    typeOnPage[type] += weight;
    touches += weight;
  }

  /// An object was written to.
  void sample(int object) {
    if (--untilNext > 0) {
      return;
    }
    untilNext = sampleStep;
    if (sampled == SAMPLE) {
      thin();
      untilNext = sampleStep;
    }
    sample[sampled++] = object;
  }

  private void thin() {
    sampled = (sampled + 1) / 2;
    for (int kept = 0; kept < sampled; kept++) {
      sample[kept] = sample[kept * 2];
    }
    sampleStep *= 2;
  }

  void endChangedPage() {
    long all = 0;
    for (long differing : onPage) {
      all += differing;
    }
    int causes = 0;
    int only = 0;
    for (int cause = 0; cause < onPage.length; cause++) {
      if (onPage[cause] > 0) {
        bytes[cause] += (double) PageTable.PAGE_BYTES * onPage[cause] / all;
        changed[cause] += onPage[cause];
        onPage[cause] = 0;
        only = cause;
        causes++;
      }
    }
    if (causes == 1) {
      alone[only]++;
      freezePages += only == Cause.COLLECTOR_HEADS.code() ? 1 : 0;
    }
    endPage(all);
  }

  /// @param forHeads whether it was a collection that wrote it
  void endRestoredPage(boolean forHeads) {
    int cause = (forHeads ? Cause.COLLECTOR_HEADS : Cause.RESTORED).code();
    bytes[cause] += PageTable.PAGE_BYTES;
    alone[cause]++;
    freezePages += forHeads ? 1 : 0;
    endPage(Math.max(1, touches));
  }

  private void endPage(long whole) {
    for (int at = 0; at < touched; at++) {
      int type = touchedTypes[at];
      typeBytes[type] += (double) PageTable.PAGE_BYTES * typeOnPage[type] / whole;
      typeOnPage[type] = 0;
    }
    touched = 0;
    touches = 0;
    pages++;
  }

  /// Adds what was counted of other pages of the same worker.
  void add(UnsharingTally other) {
    pages += other.pages;
    freezePages += other.freezePages;
    for (int cause = 0; cause < bytes.length; cause++) {
      bytes[cause] += other.bytes[cause];
      changed[cause] += other.changed[cause];
      alone[cause] += other.alone[cause];
    }
    for (int type = 0; type < typeBytes.length; type++) {
      typeBytes[type] += other.typeBytes[type];
    }
    while (sampleStep < other.sampleStep || sampled + other.sampled > 2 * SAMPLE) {
      thin();
    }
    while (other.sampleStep < sampleStep) {
      other.thin();
    }
    while (sampled + other.sampled > SAMPLE) {
      thin();
      other.thin();
    }
    System.arraycopy(other.sample, 0, sample, sampled, other.sampled);
    sampled += other.sampled;
  }

  /// {@return all of it}
  ///
  /// @param typePages on how many pages objects of each type begin
  /// @param worker the number of the worker there
  /// @param spared how the program spares its pages collections
  Unsharing result(TypeTable known, TypePages typePages, int worker, Optional<String> spared) {
    long all = pages * PageTable.PAGE_BYTES;
    List<Unsharing.CauseShare> causes = new ArrayList<>();
    round(all)
        .forEach((cause, rounded) ->
            causes.add(
                new Unsharing.CauseShare(
                    cause, rounded, changed[cause.code()], alone[cause.code()])));
    causes.sort(Comparator.comparingLong(Unsharing.CauseShare::bytes).reversed());
    List<Unsharing.TypeShare> types = new ArrayList<>();
    long typed = 0;
    for (int type = 0; type < typeBytes.length; type++) {
      long rounded = Math.round(typeBytes[type]);
      if (rounded > 0) {
        types.add(
            new Unsharing.TypeShare(
                known.get(type).qualifiedName(),
                rounded,
                typePages.pages(type),
                typePages.unshared(worker, type)));
        typed += rounded;
      }
    }
    types.sort(
        Comparator.comparingLong(Unsharing.TypeShare::bytes)
            .reversed()
            .thenComparing(Unsharing.TypeShare::name));
    return new Unsharing(
        all,
        List.copyOf(causes),
        List.copyOf(types),
        all - typed,
        spared.isPresent() ? freezePages * PageTable.PAGE_BYTES : 0,
        spared,
        collected,
        Arrays.stream(sample, 0, sampled).boxed().toList());
  }

  /// {@return the bytes of the causes, whole; the largest takes what rounding leaves}
  private Map<Cause, Long> round(long all) {
    Map<Cause, Long> rounded = new EnumMap<>(Cause.class);
    long left = all;
    int largest = Cause.OTHER.code();
    for (int cause = 0; cause < bytes.length; cause++) {
      if (alone[cause] > 0 || changed[cause] > 0) {
        long whole = Math.round(bytes[cause]);
        rounded.put(Cause.of(cause), whole);
        left -= whole;
        largest = bytes[cause] > bytes[largest] ? cause : largest;
      }
    }
    if (left != 0) {
      rounded.merge(Cause.of(largest), left, Long::sum);
    }
    return rounded;
  }
}
