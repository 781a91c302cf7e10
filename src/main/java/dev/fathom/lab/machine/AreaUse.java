package dev.fathom.lab.machine;

/// An area and how much of it is there.
///
/// @param resident pages that have a frame
/// @param shared of these, those whose frame is in several page tables
public record AreaUse(MachineArea area, int resident, int shared) {}
