package dev.fathom.malloc.musl;

import dev.fathom.malloc.StaticData;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.Optional;
import java.util.OptionalLong;

/// Where `struct malloc_context` is, the one static variable of mallocng.
///
/// It begins with a random 64-bit secret, with which each page of descriptors begins as well.
///
/// @param address of the structure
/// @param pageSizeBytes what the field `pagesize` takes: 0 where the page size is a constant of the
///   architecture, as on x86-64
record Context(long address, long pageSizeBytes) {
  // struct malloc_context, without the field pagesize
  private static final long SECRET = 0;
  private static final long INIT_DONE = 8;
  private static final long META_AREA_HEAD = 56;
  private static final long META_AREA_TAIL = 64;

  private static final long[] PAGE_SIZE_BYTES = {0, 8};

  static Optional<Context> find(Target target, Words words) {
    for (long pageSizeBytes : PAGE_SIZE_BYTES) {
      OptionalLong found =
          StaticData.find(target, at -> new Context(at, pageSizeBytes).isSound(words));
      if (found.isPresent()) {
        return Optional.of(new Context(found.getAsLong(), pageSizeBytes));
      }
    }
    return Optional.empty();
  }

  private boolean isSound(Words words) {
    long head = head(words);
    return StaticData.isPage(head)
        && words.u32(address + pageSizeBytes + INIT_DONE) == 1
        && isArea(head, words)
        && isArea(words.u64(address + pageSizeBytes + META_AREA_TAIL), words);
  }

  /// {@return address of the first page of descriptors}
  long head(Words words) {
    return words.u64(address + pageSizeBytes + META_AREA_HEAD);
  }

  /// Whether a page of descriptors of this context begins at `area`.
  boolean isArea(long area, Words words) {
    long secret = words.u64(address + SECRET);
    return secret != 0
        && StaticData.isPage(area)
        && words.u64(area + MetaArea.CHECK) == secret
        && words.u32(area + MetaArea.SLOT_COUNT) == MetaArea.SLOTS;
  }
}
