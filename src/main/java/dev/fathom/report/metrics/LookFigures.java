package dev.fathom.report.metrics;

import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.TypeCount;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.finding.Severity;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.ask.report.ReportAnswer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What is told of one look: some hundred figures, so that all else of it can go.
///
/// @param process that was looked at
/// @param taken when, in milliseconds since 1970
/// @param heldNanos how long it was held
/// @param resident its Rss at that moment
/// @param accounts the leaves of its balance, by their ids
/// @param types those that have the most in memory
/// @param otherTypes all others together
/// @param owners those that keep the most
/// @param otherOwners all others together
/// @param findings what is concluded, by kind
public record LookFigures(
    int process,
    long taken,
    long heldNanos,
    long resident,
    Map<String, Long> accounts,
    List<NamedFigure> types,
    NamedFigure otherTypes,
    List<NamedFigure> owners,
    NamedFigure otherOwners,
    Map<String, Concluded> findings) {
  /// How many types and owners are told.
  public static final int MOST_NAMED = 20;

  /// What is concluded of one kind.
  record Concluded(long bytes, Severity severity) {
    Concluded and(Concluded other) {
      return new Concluded(
          bytes + other.bytes, severity.compareTo(other.severity) > 0 ? severity : other.severity);
    }
  }

  /// {@return the figures of an answer}
  ///
  /// @param answer with [#MOST_NAMED] owners
  /// @param taken in milliseconds since 1970
  public static LookFigures of(ReportAnswer answer, long taken) {
    Map<String, Long> accounts = new TreeMap<>();
    answer.sheet().accounts().forEach(account -> addLeaves(account, accounts));
    List<NamedFigure> types =
        answer.sheet().types().stream()
            .sorted(Comparator.comparingLong(TypeCount::resident).reversed())
            .map(type -> new NamedFigure(type.qualifiedName(), type.count(), type.resident()))
            .toList();
    List<NamedFigure> owners = answer.owners().stream().map(LookFigures::figure).toList();
    List<NamedFigure> named = types.stream().limit(MOST_NAMED).toList();
    Map<String, Concluded> findings = new TreeMap<>();
    for (Finding finding : answer.verdict()) {
      findings.merge(
          finding.kind().id(), new Concluded(finding.bytes(), finding.severity()), Concluded::and);
    }
    return new LookFigures(
        answer.findings().identity().process(),
        taken,
        answer.findings().cost().heldNanos(),
        answer.sheet().rss(),
        accounts,
        named,
        sum(types.stream()).minus(sum(named.stream())),
        owners,
        sum(answer.ownersRest().stream().map(LookFigures::figure)),
        findings);
  }

  private static void addLeaves(Account account, Map<String, Long> leaves) {
    if (account.children().isEmpty()) {
      leaves.merge(account.id(), account.resident(), Long::sum);
    }
    account.children().forEach(child -> addLeaves(child, leaves));
  }

  private static NamedFigure figure(Owners.Owner owner) {
    return new NamedFigure(owner.path(), owner.objects(), owner.resident());
  }

  private static NamedFigure sum(Stream<NamedFigure> figures) {
    return figures.reduce(new NamedFigure(Label.OTHERS, 0, 0), NamedFigure::plus);
  }
}
