package dev.fathom.target;

import java.lang.foreign.MemorySegment;

/// The bytes of a target.
public interface Memory {
  /// Fills the first `bytes` of `into` with what stands at `address`.
  ///
  /// What was never touched reads as the zeros, or as the bytes of the file, that the target itself
  /// would find. What cannot be known without changing the target (swapped out), or is not there
  /// (unmapped, gone), is zero in `into` and counted in the result.
  ///
  /// @return how many of the bytes are missing; 0 where all are true
  long read(long address, MemorySegment into, long bytes);

  /// {@return bytes taken from the target so far}
  long bytesRead();

  /// {@return what whoever reads here may take}
  default Allowance allowance() {
    return Allowance.BOUNDLESS;
  }

  /// {@return the same bytes for a reader that takes from the [#allowance] himself: on another
  /// thread}
  default Memory taken() {
    return this;
  }
}
