package dev.fathom.lab.machine;

import org.jspecify.annotations.Nullable;

/// A line of a page table. Neither a frame nor a slot: nothing has been touched yet.
final class PageEntry {
  @Nullable Frame frame;

  /// The swap slot that holds the page, or null.
  @Nullable SwapSlot slot;

  boolean writable;

  /// The area may be written but the frame is shared: the first write makes a copy.
  boolean copyOnWrite;

  boolean accessed;

  PageEntry copy() {
    PageEntry copy = new PageEntry();
    copy.frame = frame;
    copy.slot = slot;
    copy.writable = writable;
    copy.copyOnWrite = copyOnWrite;
    copy.accessed = accessed;
    return copy;
  }

  /// A page on the swap disk.
  static final class SwapSlot {
    final byte[] contents;
    int references;

    SwapSlot(byte[] contents) {
      this.contents = contents;
    }
  }
}
