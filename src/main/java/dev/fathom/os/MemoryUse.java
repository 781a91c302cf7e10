package dev.fathom.os;

/// What the kernel counts of a process as it goes, in bytes.
///
/// @param rss resident now
/// @param highWater the most that was ever resident
/// @param swap swapped out now
/// @param anonymous resident and of no file: heaps, stacks, private copies of file pages
/// @param file resident and of files
/// @param sharedMemory resident and shared by design: tmpfs, `memfd`, System V
/// @param pageTables what its page tables take, which is in no RSS
public record MemoryUse(
    long rss,
    long highWater,
    long swap,
    long anonymous,
    long file,
    long sharedMemory,
    long pageTables) {}
