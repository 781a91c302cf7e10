package dev.fathom.malloc.mimalloc;

import dev.fathom.malloc.Claimant;
import dev.fathom.target.Window;
import dev.fathom.target.Words;

/// Pages of mimalloc 3 in no arena: a block too large for one, or too far aligned, which the kernel
/// gave alone. Recognised by what its structure says of the memory that it was made of. Where
/// structures stand apart from their pages (3.3 and later), these are not found.
final class LonePages implements Claimant {
  /// Most bytes of a structure that are looked at.
  private static final long LOOK = 192;

  private static final long PAGE_BYTES = 4096;

  // mi_memid_t of memory of the kernel's
  private static final long SIZE = 8;
  private static final long KIND = 16;
  private static final int FIRST_KIND = 4;
  private static final int LAST_KIND = 6;

  private final ArenaLayout layout;
  private final PageWalk walk;
  private final Words words;

  LonePages(ArenaLayout layout, PageWalk walk, Words words) {
    this.layout = layout;
    this.walk = walk;
    this.words = words;
  }

  @Override
  public long claim(long address, long end, Window window) {
    if (address % MiPage.SLICE_BYTES != 0 || end - address < MiPage.SLICE_BYTES) {
      return 0;
    }
    window.require(address, LOOK);
    long origin = address + layout.pageOrigin();
    long base = window.u64(origin);
    long size = window.u64(origin + SIZE);
    int kind = window.u32(origin + KIND);
    if (kind < FIRST_KIND || kind > LAST_KIND || base <= 0 || base > address || size <= 0) {
      return 0;
    }
    long bytes = Math.min(size - (address - base), end - address) & -PAGE_BYTES;
    MiPage page =
        MiPage.of(address, address, bytes / MiPage.SLICE_BYTES, true, layout.page(), words);
    long first = page.firstBlock(BlockStart.BLOCKS, words);
    if (page.reserved() != 1 || !page.isSound(first) || first - address > MiPage.SLICE_BYTES) {
      return 0;
    }
    walk.walk(new MiStretch.Blocks(page), window);
    return page.bytes();
  }
}
