package dev.fathom.malloc.glibc;

import java.util.List;

/// How `struct malloc_state` is laid out (`malloc/malloc.c`), as far as it changed with the
/// versions. Offsets count from its field `top`.
///
/// | before `top` | after `next` | version |
/// |---|---|---|
/// | mutex, flags, fastbinsY[10] | system_mem | 2.10 to 2.14 without `--enable-experimental-malloc` |
/// | the same | next_free, system_mem | 2.15 to 2.22, earlier ones with that option |
/// | the same | next_free, attached_threads, system_mem | 2.23 to 2.26 |
/// | mutex, flags, have_fastchunks, fastbinsY[10] | the same | 2.27 to 2.42 |
/// | mutex, flags (the fastbins are gone) | the same | 2.43 |
///
/// @param beforeTop bytes of the structure before `top`
/// @param systemBytes where `system_mem` is; `max_system_mem` follows and is the last field
record StateLayout(long beforeTop, long systemBytes) {
  static final long BINS = 16;
  static final long BIN_BYTES = 16;
  static final int BIN_COUNT = 127;
  private static final long BINMAP_BYTES = 16;

  /// Where the address of the next arena is.
  static final long NEXT = BINS + BIN_COUNT * BIN_BYTES + BINMAP_BYTES;

  static final long AFTER_NEXT = NEXT + Long.BYTES;
  static final long ATTACHED = AFTER_NEXT + Long.BYTES;

  private static final long WITHOUT_ATTACHED = ATTACHED;
  private static final long WITH_ATTACHED = ATTACHED + Long.BYTES;

  /// From the one with the longest head to that with the shortest.
  static final List<StateLayout> ALL =
      List.of(
          new StateLayout(0x60, WITH_ATTACHED),
          new StateLayout(0x58, WITH_ATTACHED),
          new StateLayout(0x58, WITHOUT_ATTACHED),
          new StateLayout(0x58, AFTER_NEXT),
          new StateLayout(0x08, WITH_ATTACHED));

  /// The longest that can follow `top`, in bytes.
  static final long LONGEST_AFTER_TOP = WITH_ATTACHED + 2 * Long.BYTES;

  boolean hasNextFree() {
    return systemBytes > AFTER_NEXT;
  }

  boolean hasAttached() {
    return systemBytes > ATTACHED;
  }

  /// {@return bytes from `top` to the end of the structure}
  long afterTopBytes() {
    return systemBytes + 2 * Long.BYTES;
  }
}
