package dev.fathom.ask.condition;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.finding.FindingKind;
import dev.fathom.analysis.finding.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The findings of one look, concluded when somebody asks.
public final class ListedFindings implements FindingCounts {
  private final Supplier<List<Finding>> findings;

  private ListedFindings(Supplier<List<Finding>> findings) {
    this.findings = findings;
  }

  /// All that is concluded of a look.
  public static ListedFindings of(Analysis analysis) {
    return new ListedFindings(analysis::conclusions);
  }

  /// {@return the same, and what a command concludes besides}
  public ListedFindings and(List<Finding> more) {
    return new ListedFindings(() -> Stream.concat(findings.get().stream(), more.stream()).toList());
  }

  @Override
  public List<String> ids() {
    return FindingKind.ids();
  }

  @Override
  public long count(String id) {
    return findings.get().stream().filter(finding -> finding.kind().id().equals(id)).count();
  }

  @Override
  public Optional<Severity> highest() {
    return findings.get().stream().map(Finding::severity).max(Comparator.naturalOrder());
  }
}
