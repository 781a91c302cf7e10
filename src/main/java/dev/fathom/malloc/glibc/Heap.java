package dev.fathom.malloc.glibc;

/// One heap of an arena: the range that its chunks fill.
///
/// @param start first address: the first chunk, or the heap's own header before it
/// @param firstChunk where the chunks begin
/// @param end address after the last
/// @param top the arena's top chunk if it lies in this heap, else 0
/// @param arena number of the arena; 0 is the main one
/// @param brk whether somebody else may have taken parts of it from the kernel (`sbrk`)
record Heap(long start, long firstChunk, long end, long top, int arena, boolean brk) {}
