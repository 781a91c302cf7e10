package dev.fathom.ask.report;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Question;

/// Where did the memory go?
public record ReportQuestion() implements Question<ReportAnswer> {
  @Override
  public ReportAnswer answer(Analysis analysis) {
    // Owners first: the balance sheet is made on the way to them.
    return new ReportAnswer(analysis.findings(), analysis.owners(), analysis.sheet());
  }
}
