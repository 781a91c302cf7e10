package dev.fathom.analysis.account;

/// How far a figure can be trusted.
public enum Evidence {
  /// Stated by the kernel, or by the allocator's own structures with every invariant holding.
  EXACT,
  /// Found by structure, and checked against something independent in the target.
  VALIDATED,
  /// A rule that is almost always right.
  HEURISTIC
}
