package dev.fathom.ask.diff;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.diff.Difference;

/// What grew.
///
/// @param partial whether one of the looks did not see all
public record DiffAnswer(Analysis before, Analysis after, Difference difference, boolean partial) {}
