package dev.fathom.ask.pins;

import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.fragmentation.Pins;
import dev.fathom.analysis.paths.Occupants;
import dev.fathom.model.Findings;
import java.util.List;

/// Which do.
///
/// @param occupants who owns what is in them
public record PinsAnswer(Findings findings, Pins pins, List<Advice> advice, Occupants occupants) {}
