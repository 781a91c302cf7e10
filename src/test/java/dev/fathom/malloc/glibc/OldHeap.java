package dev.fathom.malloc.glibc;

import dev.fathom.model.memory.ChunkState;
import dev.fathom.testing.MadeCore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A small process of a glibc that is not on this machine any more: the main arena with its
/// parameters, a brk heap, a thread's arena with its heap. What is written where follows the
/// declarations of the fields in that version's `malloc/malloc.c` and `malloc/arena.c`.
final class OldHeap {
  private static final long DATA = 0x7f10_0000_0000L;
  private static final int DATA_BYTES = 0x4000;
  private static final long BRK = 0x60_3000L;
  private static final int BRK_BYTES = 0x21000;
  private static final long THREAD_HEAP = 0x7f20_0000_0000L;
  private static final int THREAD_HEAP_BYTES = 0x21000;
  private static final int BINS = 127;
  private static final int IN_USE = 1;
  private static final int NON_MAIN = 4;
  private static final int MMAPS_MAX = 65536;

  /// A version, by the fields of its two structures: name and size in bytes, in their order.
  enum Version {
    /// RHEL 6: `malloc/malloc.c` of glibc 2.12, without PER_THREAD.
    V2_12(
        "mutex 4, flags 4, fastbinsY 80, top 8, last_remainder 8, bins 2032, binmap 16, next 8,"
            + " system_mem 8, max_system_mem 8",
        "trim_threshold 8, top_pad 8, mmap_threshold 8, n_mmaps 4, n_mmaps_max 4, max_n_mmaps 4,"
            + " no_dyn_threshold 4, pagesize 8, mmapped_mem 8, max_mmapped_mem 8, max_total_mem 8,"
            + " sbrk_base 8"),
    /// The same with PER_THREAD, as from 2.15 on by default.
    V2_15(
        "mutex 4, flags 4, fastbinsY 80, top 8, last_remainder 8, bins 2032, binmap 16, next 8,"
            + " next_free 8, system_mem 8, max_system_mem 8",
        "trim_threshold 8, top_pad 8, mmap_threshold 8, arena_test 8, arena_max 8, n_mmaps 4,"
            + " n_mmaps_max 4, max_n_mmaps 4, no_dyn_threshold 4, pagesize 8, mmapped_mem 8,"
            + " max_mmapped_mem 8, max_total_mem 8, sbrk_base 8"),
    /// Debian 8: 2.19; the page size is not kept any more.
    V2_19(
        V2_15.state,
        "trim_threshold 8, top_pad 8, mmap_threshold 8, arena_test 8, arena_max 8, n_mmaps 4,"
            + " n_mmaps_max 4, max_n_mmaps 4, no_dyn_threshold 4, mmapped_mem 8,"
            + " max_mmapped_mem 8, max_total_mem 8, sbrk_base 8"),
    /// Ubuntu 16.04: 2.23 counts the threads of an arena.
    V2_23(
        "mutex 4, flags 4, fastbinsY 80, top 8, last_remainder 8, bins 2032, binmap 16, next 8,"
            + " next_free 8, attached_threads 8, system_mem 8, max_system_mem 8",
        V2_19.parameters),
    /// Debian 9: 2.24 counts no total.
    V2_24(
        V2_23.state,
        "trim_threshold 8, top_pad 8, mmap_threshold 8, arena_test 8, arena_max 8, n_mmaps 4,"
            + " n_mmaps_max 4, max_n_mmaps 4, no_dyn_threshold 4, mmapped_mem 8,"
            + " max_mmapped_mem 8, sbrk_base 8"),
    /// Debian 10: 2.28, with `have_fastchunks` since 2.27.
    V2_28(
        "mutex 4, flags 4, have_fastchunks 8, fastbinsY 80, top 8, last_remainder 8, bins 2032,"
            + " binmap 16, next 8, next_free 8, attached_threads 8, system_mem 8,"
            + " max_system_mem 8",
        V2_24.parameters + ", tcache_bins 8, tcache_max_bytes 8, tcache_count 8");

    private final String state;
    private final String parameters;

    Version(String state, String parameters) {
      this.state = state;
      this.parameters = parameters;
    }
  }

  private final MadeCore core =
      new MadeCore()
          .memory(BRK, BRK_BYTES)
          .memory(DATA, DATA_BYTES)
          .memory(THREAD_HEAP, THREAD_HEAP_BYTES);
  private final Map<String, Long> state;
  private final Map<String, Long> parameters;
  private final long stateBytes;

  /// What each chunk is, by its address.
  private final Map<Long, ChunkState> chunks = new LinkedHashMap<>();

  private final long arena = DATA + 0x1b20;
  private final long threadArena = THREAD_HEAP + 0x20;

  OldHeap(Version version) {
    state = offsets(version.state);
    parameters = offsets(version.parameters);
    stateBytes = state.getOrDefault("max_system_mem", 0L) + Long.BYTES;
    long first = BRK;
    arena(arena, threadArena, first, BRK + BRK_BYTES, BRK_BYTES, 0);
    core.u64(threadArena - 0x20, threadArena); // heap_info: ar_ptr, prev, size, mprotect_size
    core.u64(threadArena - 0x20 + 16, THREAD_HEAP_BYTES);
    core.u64(threadArena - 0x20 + 24, THREAD_HEAP_BYTES);
    long inThread = threadArena + stateBytes + 15 & -16;
    arena(
        threadArena, arena, inThread, THREAD_HEAP + THREAD_HEAP_BYTES, THREAD_HEAP_BYTES, NON_MAIN);
    long mp = DATA + 0x340;
    core.u64(mp, 128 << 10);
    core.u32(mp + offset(parameters, "n_mmaps_max"), MMAPS_MAX);
    core.u64(mp + offset(parameters, "sbrk_base"), BRK);
    core.u64(mp + offset(parameters, "max_mmapped_mem"), 0x40000);
  }

  MadeCore core() {
    return core;
  }

  Map<Long, ChunkState> chunks() {
    return chunks;
  }

  /// Live ones of several sizes, one in a fastbin, one unsorted, one small and one large one in
  /// their bins, and the top.
  private void arena(long at, long next, long first, long end, long taken, int flag) {
    for (int bin = 0; bin < BINS; bin++) {
      link(bin(at, bin), bin(at, bin));
    }
    core.u64(at + offset(state, "next"), next);
    core.u64(at + offset(state, "system_mem"), taken);
    core.u64(at + offset(state, "max_system_mem"), taken);
    if (state.containsKey("attached_threads")) {
      core.u64(at + offset(state, "attached_threads"), 1);
    }
    long chunk = first;
    boolean previousUsed = true;
    for (ChunkState kind :
        List.of(
            ChunkState.LIVE,
            ChunkState.SMALL,
            ChunkState.LIVE,
            ChunkState.FAST,
            ChunkState.LIVE,
            ChunkState.LARGE,
            ChunkState.LIVE,
            ChunkState.UNSORTED,
            ChunkState.LIVE)) {
      long bytes =
          switch (kind) {
            case FAST -> 0x40;
            case SMALL -> 0x1f0;
            case LARGE -> 0x1230;
            case UNSORTED -> 0x90;
            default -> 0x20 + chunks.size() * 0x10L;
          };
      chunks.put(chunk, kind);
      boolean binned = kind != ChunkState.LIVE && kind != ChunkState.FAST;
      core.u64(chunk + 8, bytes | (previousUsed ? IN_USE : 0) | (binned ? 0 : flag));
      switch (kind) {
        case FAST -> core.u64(at + offset(state, "fastbinsY") + (bytes / 16 - 2) * 8, chunk);
        case SMALL -> link(bin(at, Math.toIntExact(bytes / 16 - 1)), chunk);
        case LARGE -> link(bin(at, 96), chunk);
        case UNSORTED -> link(bin(at, 0), chunk);
        default -> core.u64(chunk + 16, 0x1111);
      }
      if (binned) {
        core.u64(chunk + bytes, bytes);
      }
      previousUsed = !binned;
      chunk += bytes;
    }
    chunks.put(chunk, ChunkState.TOP);
    core.u64(chunk + 8, (end - chunk) | IN_USE);
    core.u64(at + offset(state, "top"), chunk);
  }

  /// `bin_at(m, i)`: a head is where its `fd` and `bk` would be those of a chunk.
  private long bin(long at, int index) {
    return at + offset(state, "bins") + index * 16L - 16;
  }

  private void link(long head, long chunk) {
    core.u64(head + 16, chunk);
    core.u64(head + 24, chunk);
    core.u64(chunk + 16, head);
    core.u64(chunk + 24, head);
  }

  private static long offset(Map<String, Long> fields, String name) {
    Long offset = fields.get(name);
    if (offset == null) {
      throw new IllegalArgumentException("no field " + name);
    }
    return offset;
  }

  private static Map<String, Long> offsets(String declared) {
    Map<String, Long> offsets = new LinkedHashMap<>();
    long at = 0;
    for (String field : declared.split(", ", -1)) {
      List<String> words = List.of(field.split(" ", -1));
      offsets.put(words.getFirst(), at);
      at += Long.parseLong(words.getLast());
    }
    return offsets;
  }
}
