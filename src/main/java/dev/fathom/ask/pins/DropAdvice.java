package dev.fathom.ask.pins;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.account.fragmentation.HeapPins;
import dev.fathom.analysis.returned.Dropping;
import dev.fathom.analysis.returned.Returned;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What letting go of a variable would give that pins heaps: of the one whose pins release most,
/// foretold as for anything that is dropped.
final class DropAdvice {
  private final Analysis analysis;
  private final Findings findings;

  private DropAdvice(Analysis analysis) {
    this.analysis = analysis;
    this.findings = analysis.findings();
  }

  /// **Cost**: that of [Returned], where few pieces hold much.
  static Optional<Advice> of(Analysis analysis) {
    boolean pinned = analysis.pins().heaps().stream().anyMatch(HeapPins::few);
    return pinned && !analysis.findings().ownersHidden()
        ? new DropAdvice(analysis).largest()
        : Optional.empty();
  }

  private Optional<Advice> largest() {
    return releasedBy().entrySet().stream()
        .max(
            Map.Entry.<Integer, Long>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(each -> advice(each.getKey()))
        .filter(advice -> advice.isWorth(findings));
  }

  /// What the pins release that each variable keeps.
  private Map<Integer, Long> releasedBy() {
    Map<Integer, Long> released = new HashMap<>();
    int[] variables = analysis.owners().variables();
    Cursor at = Cursor.of(findings);
    for (HeapPins heap : analysis.pins().heaps()) {
      for (int pin = 0; heap.few() && pin < heap.count(); pin++) {
        at.moveTo(heap.starts().get(pin));
        int object = at.object() >= 0 ? at.object() : at.owner();
        if (object >= 0) {
          released.merge(variables[object], heap.released(pin), Long::sum);
        }
      }
    }
    return released;
  }

  private Advice advice(int variable) {
    Returned returned = Returned.of(analysis, new Dropping(List.of(variable)));
    long byItself = returned.byItself().likely();
    long afterRelease = returned.afterRelease().likely();
    String call = findings.heaps().releaseCall();
    return new Advice(
        Advice.Action.DROP,
        analysis.paths().path(variable),
        Math.max(byItself, afterRelease - returned.releasableNow()),
        Evidence.HEURISTIC,
        String.format(
            Locale.ROOT,
            "it keeps %s; %s would go back by itself%s",
            ByteUnit.inText(returned.freed()),
            ByteUnit.inText(byItself),
            call.isEmpty()
                ? ""
                : ", and " + ByteUnit.inText(afterRelease) + " with " + call + " after it"));
  }
}
