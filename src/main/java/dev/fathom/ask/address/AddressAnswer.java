package dev.fathom.ask.address;

import dev.fathom.analysis.owners.Place;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.PageFrame;
import org.jspecify.annotations.Nullable;

/// What is there.
///
/// @param frame what the kernel tells of the frame; null where it was not asked
public record AddressAnswer(Findings findings, Place place, @Nullable PageFrame frame) {}
