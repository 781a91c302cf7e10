package dev.fathom.lab.machine;

/// A line of a page table as it is drawn.
///
/// @param page its number
/// @param frame the frame it is in, or -1
/// @param swapped whether it is in swap
/// @param allowed whether an area covers it
/// @param writable whether the MMU lets a write through at once
/// @param copyOnWrite whether the first write makes a copy
/// @param sharers page tables that point to the frame
/// @param common whether a write is seen by all who map it, as in shared memory
/// @param label what its area is for; empty where there is none
public record Row(
    int page,
    int frame,
    boolean swapped,
    boolean allowed,
    boolean writable,
    boolean copyOnWrite,
    int sharers,
    boolean common,
    String label) {
  public boolean isPresent() {
    return frame >= 0;
  }
}
