package dev.fathom.malloc;

/// A range that an allocator's own structures describe: a group, a slab, a span.
public interface Region {
  /// First address.
  long start();

  /// Address after the last.
  long end();

  /// Number of the arena that it belongs to, in the allocator's own order.
  default int arena() {
    return 0;
  }
}
