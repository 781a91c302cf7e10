package dev.fathom.ask.diff;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.diff.Difference;
import dev.fathom.analysis.diff.GrowthFindings;
import dev.fathom.analysis.finding.Finding;
import java.util.List;

/// What grew.
///
/// @param partial whether one of the looks did not see all
public record DiffAnswer(Analysis before, Analysis after, Difference difference, boolean partial) {
  /// {@return what is concluded of the difference}
  public List<Finding> conclusions() {
    return GrowthFindings.of(difference, before.findings(), after.findings());
  }
}
