package dev.fathom.runtime.cpython;

import dev.fathom.target.KeptMemory;
import java.util.Map;

/// What was kept of an interpreter's memory, read by address.
///
/// @param streamed in the sweep through memory
/// @param fetched afterwards: large tables
/// @param moduleNames the names of modules, by the address of the str
record KeptReferences(KeptMemory streamed, KeptMemory fetched, Map<Long, String> moduleNames) {
  long u64(long address) {
    return streamed.holds(address) ? streamed.u64(address) : fetched.u64(address);
  }

  int u32(long address) {
    return (int) (u64(address & -Long.BYTES) >>> (8 * (address & 4)));
  }

  int u8(long address) {
    return (int) (u64(address & -Long.BYTES) >>> (8 * (address & 7))) & 0xff;
  }

  boolean holds(long address) {
    return streamed.holds(address) || fetched.holds(address);
  }
}
