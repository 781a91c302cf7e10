package dev.fathom.ask.report;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.finding.Conclusions;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.owners.LargestOwners;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.analysis.packing.Packable;
import dev.fathom.model.Findings;
import java.util.List;

/// Where it went.
///
/// @param verdict in words
/// @param sheet in which account each resident byte is
/// @param owners the largest; none where it is not known who owns it
/// @param ownersRest what closes them
/// @param owned what all objects take
public record ReportAnswer(
    Findings findings,
    List<Finding> verdict,
    BalanceSheet sheet,
    List<Owners.Owner> owners,
    List<Owners.Owner> ownersRest,
    long owned) {
  /// {@return what there is to say of a look}
  ///
  /// @param packable small objects that could be one large one
  /// @param top how many owners are listed
  public static ReportAnswer of(
      Findings findings, BalanceSheet sheet, Owners owners, List<Packable> packable, int top) {
    LargestOwners largest = owners.largest(top);
    return new ReportAnswer(
        findings,
        Conclusions.verdict(findings, sheet, owners, packable),
        sheet,
        largest.largest(),
        largest.rest(),
        owners.bytes());
  }
}
