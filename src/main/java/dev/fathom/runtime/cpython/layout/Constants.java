package dev.fathom.runtime.cpython.layout;

/// What the objects' memory is divided into (`Objects/obmalloc.c`; from 3.12 on
/// `Include/internal/pycore_obmalloc.h`), in bytes.
///
/// @param poolBytes a pool, aligned to its size, with blocks of one size class
/// @param arenaBytes what pools are cut from
/// @param alignmentBytes of blocks; size classes are its multiples
/// @param poolHeaderBytes where the first block of a pool begins
/// @param smallRequestBytes the largest request that gets a block, not malloc
/// @param gcHeadBytes what stands before an object that the collector tracks (`PyGC_Head`)
public record Constants(
    long poolBytes,
    long arenaBytes,
    long alignmentBytes,
    long poolHeaderBytes,
    long smallRequestBytes,
    long gcHeadBytes) {}
