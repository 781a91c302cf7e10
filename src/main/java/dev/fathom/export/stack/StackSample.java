package dev.fathom.export.stack;

/// What a frame has itself of one type and in one account: what is below it is told by others.
///
/// @param frame its number
/// @param type of the objects; empty of memory that no object has
/// @param account id of what the bytes are booked under
/// @param objects how many
/// @param allocated what they take, in bytes; 0 of memory that no object has
/// @param resident what of it is in memory
public record StackSample(
    int frame, String type, String account, long objects, long allocated, long resident) {}
