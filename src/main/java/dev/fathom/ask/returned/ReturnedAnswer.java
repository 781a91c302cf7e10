package dev.fathom.ask.returned;

import dev.fathom.analysis.returned.Returned;
import dev.fathom.model.Findings;
import java.util.List;

/// What would.
///
/// @param dropped what that is called which goes, as it was asked for
public record ReturnedAnswer(Findings findings, List<String> dropped, Returned returned) {}
