package dev.fathom.lab.scenario;

/// What is drawn after a step.
public enum StepPicture {
  /// Nothing: it cannot have changed a page table.
  NONE,
  /// The page tables, if no step like it follows: it only says what may be used.
  WHEN_PREPARED,
  /// The page tables.
  TABLES,
  /// Only the pages whose frames are in several page tables.
  SHARED,
  /// The page tables, and which pages count for VIRT and for RES.
  RESIDENCY,
  /// The page tables, and between two of them which pages they have each for itself.
  DIFFERENCES
}
