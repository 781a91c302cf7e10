package dev.fathom.model.memory;

/// A program or library that is loaded in a target.
///
/// @param path as the process sees it; of the target's choosing
/// @param start first address of its first mapping
public record Binary(String path, long start) {
  /// {@return the last part of the path}
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
