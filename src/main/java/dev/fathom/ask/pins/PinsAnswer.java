package dev.fathom.ask.pins;

import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.fragmentation.Pins;
import dev.fathom.analysis.finding.AdviceFindings;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.finding.HeapFindings;
import dev.fathom.analysis.paths.Occupants;
import dev.fathom.model.Findings;
import java.util.ArrayList;
import java.util.List;

/// Which do.
///
/// @param occupants who owns what is in them
public record PinsAnswer(Findings findings, Pins pins, List<Advice> advice, Occupants occupants) {
  /// {@return what is concluded of that: what holds each heap, then what could be done about it}
  public List<Finding> conclusions() {
    List<Finding> all = new ArrayList<>(HeapFindings.of(findings, pins));
    all.addAll(AdviceFindings.of(advice, findings.counters().rss()));
    return List.copyOf(all);
  }
}
