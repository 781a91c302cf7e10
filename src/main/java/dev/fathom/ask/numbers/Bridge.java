package dev.fathom.ask.numbers;

import java.util.List;

/// How a number of the kernel's is made up of what a look found.
///
/// @param id of the number: `status.VmData`
/// @param total the number itself, in bytes
/// @param spans that add up to it, the largest first; the last is what is left
public record Bridge(String id, long total, List<Span> spans) {
  /// A part of it.
  ///
  /// @param id for programs
  /// @param label for people
  /// @param bytes its size; of what is left it may be negative
  public record Span(String id, String label, long bytes) {}
}
