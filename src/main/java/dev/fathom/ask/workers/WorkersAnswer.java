package dev.fathom.ask.workers;

import dev.fathom.analysis.paths.ObjectPath;
import dev.fathom.model.family.Family;
import java.util.List;

/// What they cost and share.
///
/// @param owners of what was written to by the worker that has un-shared the most
public record WorkersAnswer(Family family, List<ObjectPath> owners) {}
