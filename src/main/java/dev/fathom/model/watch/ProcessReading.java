package dev.fathom.model.watch;

/// What one process of those that are followed uses.
///
/// @param process its id
/// @param program what it is called; of the target's choosing
/// @param sample now; PSS and USS may be of a while before, or [Sample#UNKNOWN]
public record ProcessReading(int process, String program, Sample sample) {}
