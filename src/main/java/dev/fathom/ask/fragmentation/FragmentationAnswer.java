package dev.fathom.ask.fragmentation;

import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.analysis.finding.AdviceFindings;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.finding.FragmentationFindings;
import dev.fathom.model.Findings;
import java.util.ArrayList;
import java.util.List;

/// What of it is.
public record FragmentationAnswer(
    Findings findings, Fragmentation fragmentation, List<Advice> advice) {
  /// {@return what is concluded of that: what is free, then what could be done about it}
  public List<Finding> conclusions() {
    List<Finding> all = new ArrayList<>(FragmentationFindings.of(findings, fragmentation));
    all.addAll(AdviceFindings.of(advice, findings.counters().rss()));
    return List.copyOf(all);
  }
}
