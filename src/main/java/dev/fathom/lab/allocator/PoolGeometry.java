package dev.fathom.lab.allocator;

/// How CPython's arenas are cut.
///
/// @param arenaBytes what is mapped at once
/// @param poolBytes what an arena is cut into
public record PoolGeometry(long arenaBytes, int poolBytes) {
  /// Up to 3.9: 256 KiB in pools of a page (`Objects/obmalloc.c`).
  public static final PoolGeometry BEFORE_3_10 = new PoolGeometry(256 << 10, 4 << 10);

  /// From 3.10 on: 1 MiB in pools of four pages.
  public static final PoolGeometry FROM_3_10 = new PoolGeometry(1 << 20, 16 << 10);

  /// {@return the one of a version}
  public static PoolGeometry of(int major, int minor) {
    return major < 3 || (major == 3 && minor < 10) ? BEFORE_3_10 : FROM_3_10;
  }

  /// {@return blocks of a size class in a pool}
  public int capacity(int blockBytes) {
    return (poolBytes - Pymalloc.HEADER_BYTES) / blockBytes;
  }
}
