package dev.fathom.export.stack;

/// An owner, or some that are alike, below the one that dominates them; or an account.
///
/// @param parent the number of the frame above it; -1 where it is outermost
/// @param name one that no other frame has: its path and its type
/// @param step what it adds to the path of the frame above it, as far as it begins with that
/// @param type of the objects; empty of what has several, or none
public record StackFrame(int parent, String name, String step, String type) {}
