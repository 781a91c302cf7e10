package dev.fathom.ask.report;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.owners.LargestOwners;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.ask.Question;

/// Where did the memory go?
///
/// @param top how many owners are listed
public record ReportQuestion(int top) implements Question<ReportAnswer> {
  /// How many owners the first screen names.
  private static final int OWNERS = 5;

  /// As the first screen answers it.
  public ReportQuestion() {
    this(OWNERS);
  }

  @Override
  public ReportAnswer answer(Analysis analysis) {
    Owners owners = analysis.owners(); // first: the balance sheet is made on the way to them
    analysis.begin(Analysis::packable); // while the owners are put in rows
    LargestOwners _ = owners.largest(top);
    return ReportAnswer.of(analysis.findings(), analysis.sheet(), owners, analysis.packable(), top);
  }
}
