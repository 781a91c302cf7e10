package dev.fathom.runtime.pypy.gc;

import dev.fathom.malloc.Violations;
import dev.fathom.target.Words;
import java.util.Arrays;

/// The arenas (`ArenaCollection` in `rpython/memory/gc/minimarkpage.py`): each is cut into pages, a
/// page into blocks of one size. A page stands in the list of its size; a free one in none.
///
/// **Memory**: a byte a page.
public final class Arenas {
  /// A page begins with the address of the next, its arena, how many blocks were given back, and
  /// the first free one (`PAGE_HEADER`).
  public static final int PAGE_HEADER_BYTES = 32;

  public static final long PAGE_FREE_COUNT = 16;
  public static final long PAGE_FREE_BLOCK = 24;

  private static final long PAGE_NEXT = 0;
  private static final long PAGE_ARENA = 8;

  // ArenaCollection
  private static final long ARENA_BYTES = 0x8;
  private static final long COUNT = 0x10;
  private static final long LISTS = 0x18;
  private static final long CURRENT = 0x20;
  private static final long FULL_PAGES = 0x28;
  private static final long HEADER = 0x30;
  private static final long PAGES_AN_ARENA = 0x38;
  private static final long UNTOUCHED_PAGES = 0x50;
  private static final long OLD_FULL_PAGES = 0x60;
  private static final long OLD_PAGES = 0x68;
  private static final long PAGES = 0x70;
  private static final long PAGE_BYTES = 0x78;
  private static final long OLD_SIZES = 0x90;
  private static final long LARGEST_BLOCK = 0x98;
  private static final long BYTES_ALLOCATED = 0xa0;
  private static final long BYTES_USED = 0xa8;

  // ARENA
  private static final long ARENA_BASE = 0x0;
  private static final long ARENA_PAGES = 0x10;
  private static final long ARENA_NEXT = 0x20;

  private static final int LEAST_PAGE = 1 << 12;
  private static final int LARGEST_PAGE = 1 << 16;
  private static final long LARGEST_ARENA = 1 << 26;
  private static final long LARGEST_SMALL = 1 << 10;

  private static final long MOST_PAGES = LARGEST_ARENA / LEAST_PAGE;

  /// 512 GiB of arenas of 512 KiB.
  private static final long MOST_ARENAS = 1 << 20;

  private final long arenaBytes;
  private final int pageBytes;
  private final long[] bases;

  /// By arena: how many whole pages are in it.
  private final int[] pages;

  /// By arena and page: of how many words its blocks are; 0 where it is in no list.
  private final byte[][] sizes;

  private final int currentArena;
  private final int touchedOfCurrent;
  private final long bytesUsed;

  private Arenas(
      long arenaBytes,
      int pageBytes,
      long[] bases,
      int[] pages,
      int currentArena,
      int touchedOfCurrent,
      long bytesUsed) {
    this.arenaBytes = arenaBytes;
    this.pageBytes = pageBytes;
    this.bases = bases;
    this.pages = pages;
    this.currentArena = currentArena;
    this.touchedOfCurrent = touchedOfCurrent;
    this.bytesUsed = bytesUsed;
    sizes = new byte[bases.length][];
    for (int arena = 0; arena < bases.length; arena++) {
      sizes[arena] = new byte[pages[arena]];
    }
  }

  /// {@return whether the struct stands at an address} **Cost**: a few nanoseconds where the first
  /// word already says no.
  static boolean isAt(long address, Words words) {
    long bytes = words.u64(address + ARENA_BYTES);
    long pageBytes = words.u64(address + PAGE_BYTES);
    long count = words.u64(address + COUNT);
    return bytes > 0
        && bytes <= LARGEST_ARENA
        && words.u64(address + HEADER) == PAGE_HEADER_BYTES
        && pageBytes >= LEAST_PAGE
        && pageBytes <= LARGEST_PAGE
        && Long.bitCount(pageBytes) == 1
        && words.u64(address + PAGES_AN_ARENA) == bytes / pageBytes
        && words.u64(address + LARGEST_BLOCK) > 0
        && words.u64(address + LARGEST_BLOCK) <= LARGEST_SMALL
        && count >= 0
        && count <= MOST_ARENAS
        && isTotal(words.u64(address + BYTES_ALLOCATED), count, bytes);
  }

  /// The bytes are added up before the arena is counted (`allocate_new_arena`).
  private static boolean isTotal(long total, long count, long bytes) {
    return total == count * bytes || total == (count + 1) * bytes;
  }

  /// Reads the lists of a target that is held. **Cost**: a read of a few words a page.
  ///
  /// @param at where the struct stands
  static Arenas read(long at, Words words, Violations violations) {
    Found found = new Found(at, words);
    found.list(words.u64(at + CURRENT));
    long lists = words.u64(at + LISTS);
    long most = Math.min(words.u64(at + PAGES_AN_ARENA), MOST_PAGES);
    for (int list = 0; list < most; list++) {
      found.list(words.u64(lists + (long) list * Long.BYTES));
    }
    if (found.count != words.u64(at + COUNT)) {
      violations.violation("arenas that are in no list", at);
    }
    Arenas arenas = found.arenas();
    long largest = words.u64(at + LARGEST_BLOCK) / Long.BYTES;
    long old = words.u64(at + OLD_SIZES);
    for (int size = 1; size <= largest; size++) {
      long place = (long) size * Long.BYTES;
      arenas.list(words.u64(words.u64(at + PAGES) + place), size, words, violations);
      arenas.list(words.u64(words.u64(at + FULL_PAGES) + place), size, words, violations);
      if (size <= old) { // a collection is under way that has not come by them
        arenas.list(words.u64(words.u64(at + OLD_PAGES) + place), size, words, violations);
        arenas.list(words.u64(words.u64(at + OLD_FULL_PAGES) + place), size, words, violations);
      }
    }
    return arenas;
  }

  /// Collects arenas from their lists.
  private static final class Found {
    private final long at;
    private final Words words;
    private final long most;
    private final long bytes;
    private final int pageBytes;
    private long[] structs = new long[16];
    private int count;

    Found(long at, Words words) {
      this.at = at;
      this.words = words;
      most = words.u64(at + COUNT);
      bytes = words.u64(at + ARENA_BYTES);
      pageBytes = (int) words.u64(at + PAGE_BYTES);
    }

    void list(long first) {
      for (long arena = first; arena != 0 && count < most; arena = words.u64(arena + ARENA_NEXT)) {
        if (count == structs.length) {
          structs = Arrays.copyOf(structs, count * 2);
        }
        structs[count++] = arena;
        if (arena == words.u64(at + CURRENT)) {
          return; // is in no list of arenas, whatever its word says
        }
      }
    }

    Arenas arenas() {
      long current = words.u64(words.u64(at + CURRENT) + ARENA_BASE);
      long[] bases = new long[count];
      for (int arena = 0; arena < count; arena++) {
        bases[arena] = words.u64(structs[arena] + ARENA_BASE);
      }
      Arrays.sort(bases);
      int[] pages = new int[count];
      for (int arena = 0; arena < count; arena++) {
        long place = Arrays.binarySearch(bases, words.u64(structs[arena] + ARENA_BASE));
        pages[(int) place] = pagesIn(bases[(int) place], words.u64(structs[arena] + ARENA_PAGES));
      }
      int currentArena = words.u64(at + CURRENT) == 0 ? -1 : Arrays.binarySearch(bases, current);
      long untouched = words.u64(at + UNTOUCHED_PAGES);
      int touched =
          currentArena < 0 ? 0 : Math.clamp(pages[currentArena] - untouched, 0, Integer.MAX_VALUE);
      return new Arenas(
          bytes, pageBytes, bases, pages, currentArena, touched, words.u64(at + BYTES_USED));
    }

    /// The first page is aligned, whatever the arena is.
    private int pagesIn(long base, long told) {
      long first = (base + pageBytes - 1) & -pageBytes;
      return (int) Math.clamp(told, 0, (base + bytes - first) / pageBytes);
    }
  }

  private void list(long first, int size, Words words, Violations violations) {
    for (long page = first; page != 0; page = words.u64(page + PAGE_NEXT)) {
      int arena = arenaOf(page);
      long inside = arena < 0 ? -1 : page - pageStart(arena, 0);
      if (arena < 0
          || inside < 0
          || inside % pageBytes != 0
          || inside / pageBytes >= pages[arena]
          || sizes[arena][(int) (inside / pageBytes)] != 0
          || words.u64(page + PAGE_ARENA) == 0) {
        violations.violation("list of pages that leads to no page", page);
        return;
      }
      sizes[arena][(int) (inside / pageBytes)] = (byte) size;
    }
  }

  public int count() {
    return bases.length;
  }

  public int pageBytes() {
    return pageBytes;
  }

  /// {@return bytes of the blocks in use, as the collector counts them}
  public long bytesUsed() {
    return bytesUsed;
  }

  public long start(int arena) {
    return bases[arena];
  }

  public long end(int arena) {
    return bases[arena] + arenaBytes;
  }

  public int pages(int arena) {
    return pages[arena];
  }

  public long pageStart(int arena, int page) {
    long first = (bases[arena] + pageBytes - 1) & -pageBytes;
    return first + (long) page * pageBytes;
  }

  /// {@return bytes of a block of a page; 0 of a free page}
  public int blockBytes(int arena, int page) {
    return Byte.toUnsignedInt(sizes[arena][page]) * Long.BYTES;
  }

  /// Whether a page that is free was never in use.
  public boolean isUntouched(int arena, int page) {
    return arena == currentArena && page >= touchedOfCurrent;
  }

  /// {@return the number of the arena in which an address lies, or -1}
  public int arenaOf(long address) {
    int at = Arrays.binarySearch(bases, address);
    int arena = at >= 0 ? at : -at - 2;
    return arena >= 0 && address < end(arena) ? arena : -1;
  }
}
