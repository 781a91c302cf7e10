package dev.fathom.model.memory;

import java.util.List;

/// The shared memory of which a process has most, and who else has it mapped.
///
/// @param start where it is mapped
/// @param first some of the others, by their numbers
/// @param others how many there are
public record SharedSegment(long start, List<Sharer> first, int others) {
  /// A process.
  ///
  /// @param process its number
  /// @param name of its program
  public record Sharer(int process, String name) {}

  public SharedSegment {
    first = List.copyOf(first);
  }
}
