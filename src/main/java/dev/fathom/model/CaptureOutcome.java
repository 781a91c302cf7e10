package dev.fathom.model;

/// What was written when a process was captured.
///
/// @param memoryBytes of the process
/// @param missingBytes of those that could not be read
/// @param heldNanos for how long the process was held
public record CaptureOutcome(long memoryBytes, long missingBytes, long heldNanos) {}
