package dev.fathom.model.container;

import java.util.OptionalLong;

/// A file that processes of a control group have open or mapped.
///
/// @param name as the kernel shows it; of the target's choosing, and not escaped
/// @param sharedMemory whether it is of a tmpfs, or has no name (memfd)
/// @param cached bytes of it in memory
/// @param charged how much of that this control group is charged; empty where the kernel does not
///   show that
/// @param processes how many of the group have it
public record GroupFile(
    String name, boolean sharedMemory, long cached, OptionalLong charged, int processes) {
  /// {@return what it is charged for it, or else what of it is in memory}
  public long bytes() {
    return charged.orElse(cached);
  }
}
