package dev.fathom.os;

/// What the kernel counts of a process as it goes, in bytes.
///
/// @param rss resident now
/// @param highWater the most that was ever resident
/// @param swap swapped out now
public record MemoryUse(long rss, long highWater, long swap) {}
