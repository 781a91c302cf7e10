package dev.fathom.analysis.account.fragmentation;

/// What pools of the runtime's own allocator are used for: all of one size class, or all of one
/// arena. Sizes in bytes.
///
/// @param key size of the blocks, 0 for memory that no pool was cut from; or number of the arena
/// @param start first address of the first pool
/// @param pools how many
/// @param blocks that are handed out
/// @param live what these take, without heads and rounding
/// @param free blocks given back or never handed out
/// @param trapped free and in memory, on pages with something that is in use
/// @param resident all that is in memory
/// @param largestFree the largest run of free blocks side by side
public record PoolUse(
    int key,
    long start,
    long pools,
    long blocks,
    long live,
    long free,
    long trapped,
    long resident,
    long largestFree) {}
