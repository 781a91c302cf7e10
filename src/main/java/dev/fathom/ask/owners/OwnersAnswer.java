package dev.fathom.ask.owners;

import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Findings;
import java.util.List;

/// Who holds it.
///
/// @param owners of all objects
/// @param listed those that were asked for
public record OwnersAnswer(Findings findings, Owners owners, List<Owners.Owner> listed) {}
