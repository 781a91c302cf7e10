package dev.fathom.ask.numbers;

/// A number, and what it means.
///
/// @param source who tells it: a file in `/proc/PID`, or a tool
/// @param name what it is called there
/// @param value bytes, or how often
/// @param amount whether it is an amount of memory
/// @param from what a tool makes it of: `status.VmData + status.VmStk`; empty for the kernel's own
/// @param meaning in words
public record KernelFigure(
    String source, String name, long value, boolean amount, String from, String meaning) {
  /// {@return its name for programs: `status.VmSize`}
  public String id() {
    return source + "." + name;
  }
}
