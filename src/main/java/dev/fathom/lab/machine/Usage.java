package dev.fathom.lab.machine;

/// What a process uses, in pages, and what that took.
///
/// @param virtual VIRT: pages that promise not to end in a segmentation fault
/// @param resident RES: those that have a frame
/// @param shared SHR: resident pages of files and shared memory
/// @param proportional PSS: each resident page divided by the number of page tables it is in
/// @param unique USS: resident pages in no other page table
/// @param swapped pages that are in swap
/// @param minorFaults answered without the disk
/// @param majorFaults that had to wait for the disk
/// @param cost in the talk's seconds: see [MachineCost]
public record Usage(
    int virtual,
    int resident,
    int shared,
    double proportional,
    int unique,
    int swapped,
    long minorFaults,
    long majorFaults,
    long cost) {}
