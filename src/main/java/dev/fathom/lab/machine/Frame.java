package dev.fathom.lab.machine;

import org.jspecify.annotations.Nullable;

/// One page of RAM.
final class Frame {
  final int number;
  final byte[] contents;

  /// Page table entries that point here.
  int references;

  /// Which page of which file it holds for the page cache.
  @Nullable FilePage cached;

  boolean dirty;

  /// The kernel is copying from it: it must stay.
  boolean pinned;

  Frame(int number, int pageSize) {
    this.number = number;
    this.contents = new byte[pageSize];
  }

  /// A page of a file.
  record FilePage(BackingFile file, int index) {}
}
