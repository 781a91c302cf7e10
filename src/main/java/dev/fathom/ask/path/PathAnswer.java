package dev.fathom.ask.path;

import dev.fathom.analysis.paths.PathSearch;
import dev.fathom.model.Findings;

/// The paths to them.
public record PathAnswer(Findings findings, PathSearch.Answer paths) {}
