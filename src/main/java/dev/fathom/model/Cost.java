package dev.fathom.model;

/// What the look did cost.
///
/// @param freeze how the target was held: `ptrace`, `signal`, `none`
/// @param heldNanos for how long it was
/// @param bytesRead of its memory
/// @param violations invariants that did not hold
public record Cost(String freeze, long heldNanos, long bytesRead, long violations) {}
