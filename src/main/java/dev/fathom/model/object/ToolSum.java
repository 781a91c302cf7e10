package dev.fathom.model.object;

/// What a runtime's own tool says of the sizes of several objects, added up.
///
/// @param tool its name
/// @param bytes the sum
/// @param untold of how many objects it says nothing that is known
public record ToolSum(String tool, long bytes, long untold) {}
