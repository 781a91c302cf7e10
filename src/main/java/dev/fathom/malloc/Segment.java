package dev.fathom.malloc;

/// A contiguous range that an allocator fills with chunks: the brk heap, or one heap of a thread's
/// arena.
///
/// @param start first address
/// @param end address after the last
/// @param arena number of the arena in the allocator's own order; 0 is the main one
public record Segment(long start, long end, int arena) {}
