package dev.fathom.lab.linker;

import dev.fathom.lab.machine.Access;
import java.util.List;
import java.util.Optional;

/// A function that was called, or could not be.
///
/// @param address where the function is; -1 if it was not found
/// @param way how the call found it, in words
/// @param access the first byte of the function; empty if it was not found
public record Call(
    long address, List<String> way, Optional<Access> access, Optional<LinkError> error) {
  static Call failed(List<String> way, LinkError error) {
    return new Call(-1, List.copyOf(way), Optional.empty(), Optional.of(error));
  }

  static Call of(long address, List<String> way, Access access) {
    return new Call(address, List.copyOf(way), Optional.of(access), Optional.empty());
  }
}
