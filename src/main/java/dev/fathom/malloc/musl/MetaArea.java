package dev.fathom.malloc.musl;

/// A page of descriptors: `struct meta_area`.
///
/// @param start its address
record MetaArea(long start) implements GroupPart {
  // struct meta_area
  static final long CHECK = 0;
  static final long NEXT = 8;
  static final long SLOT_COUNT = 16;

  private static final long FIRST_SLOT = 24;
  private static final long BYTES = 4096;

  /// How many descriptors fit.
  static final int SLOTS = (int) ((BYTES - FIRST_SLOT) / Group.META_BYTES);

  @Override
  public long end() {
    return start + BYTES;
  }

  /// {@return address of a descriptor}
  long slot(int index) {
    return start + FIRST_SLOT + index * Group.META_BYTES;
  }
}
