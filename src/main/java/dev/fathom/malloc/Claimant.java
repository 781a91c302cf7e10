package dev.fathom.malloc;

import dev.fathom.target.Window;

/// Recognises what begins at an address of anonymous memory that nobody has claimed.
public interface Claimant {
  /// Looks at `address`, which is page-aligned, and if something of its own begins there tells its
  /// sink what that consists of.
  ///
  /// @param end where the unclaimed memory ends; no claim may reach beyond
  /// @param window positioned so that `address` can be required
  /// @return the bytes claimed, a multiple of the page size; 0 for none
  long claim(long address, long end, Window window);
}
