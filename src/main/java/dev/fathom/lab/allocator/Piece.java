package dev.fathom.lab.allocator;

/// A range of memory.
///
/// @param start first address
/// @param bytes how long it is
public record Piece(long start, long bytes) {
  public long end() {
    return start + bytes;
  }
}
