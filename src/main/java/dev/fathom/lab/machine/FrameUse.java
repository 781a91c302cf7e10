package dev.fathom.lab.machine;

/// A frame that is not free.
///
/// @param references page table entries that point to it; 0 if only the page cache keeps it
/// @param file what it is a page of; empty for private memory
/// @param filePage which page of it
public record FrameUse(int frame, int references, String file, int filePage) {}
