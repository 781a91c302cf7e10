package dev.fathom.runtime.pypy;

import dev.fathom.malloc.Claimant;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.pypy.gc.AddressStack;
import dev.fathom.runtime.pypy.gc.Arenas;
import dev.fathom.runtime.pypy.gc.MinimarkHeap;
import dev.fathom.runtime.pypy.type.ObjectShape;
import dev.fathom.runtime.pypy.type.TypeInfos;
import dev.fathom.runtime.pypy.words.PyPyDialect;
import dev.fathom.target.KeptMemory;
import dev.fathom.target.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A walk over a stretch of memory. Arenas, the nursery and large objects are chunks of malloc;
/// prebuilt objects are variables of the library; the compiler maps memory of its own.
final class PyPyWalk implements Runtime.Walk {
  private static final long LEAST_OBJECT = 8;

  /// Objects of the nursery have room for an address behind their first word.
  private static final long LEAST_YOUNG = 16;

  private static final long WORD = Long.BYTES;
  private static final int FLAGS_SHIFT = 32;

  // Flags (`GCFLAG_…` in incminimark.py), in the upper half of an object's first word.
  private static final int HAS_CARDS = 0x40;

  /// One of them has nearly every prebuilt object: TRACK_YOUNG_PTRS.
  private static final int IS_TRACKED = 0x1;

  private static final int ALL_FLAGS = 0x1fff;

  /// What a young object may have: HAS_SHADOW, PINNED, IGNORE_FINALIZER, SHADOW_INITIALIZED.
  private static final int YOUNG_FLAGS = 0x8 | 0x200 | 0x400 | 0x800;

  /// So many objects in a row are none by chance.
  private static final int SURE = 4;

  /// A card tells of so many items (`card_page_indices`).
  private static final int ITEMS_A_CARD_SHIFT = 7;

  private static final int CARDS_A_WORD_SHIFT = 6;
  private static final int HEAD_LOOK_BYTES = 24;

  /// So much is kept of a text, which may be a name, and of other objects that lead to none.
  private static final long LONGEST_NAME = 128;

  /// Machine code has tables of references in it.
  private static final long MOST_CODE_KEPT = 32L << 20;

  private static final long MOST_KEPT_OF_DATA = 64;

  private final PyPyInstance instance;
  private final MinimarkHeap heap;
  private final PyPyInstance.@Nullable Typed typed;
  private final List<Mapping> machineCode;
  private final RuntimeSink sink;
  private final KeptMemory kept = new KeptMemory();
  private long libraryStart;
  private long libraryEnd;

  PyPyWalk(
      PyPyInstance instance,
      MinimarkHeap heap,
      PyPyInstance.@Nullable Typed typed,
      List<Mapping> machineCode,
      RuntimeSink sink) {
    this.instance = instance;
    this.heap = heap;
    this.typed = typed;
    this.machineCode = machineCode;
    this.sink = sink;
  }

  @Override
  public List<Claimant> claimants() {
    return List.of(this::claim);
  }

  private long claim(long address, long end, Window window) {
    for (Mapping mapping : machineCode) {
      if (mapping.contains(address)) {
        long until = Math.min(end, mapping.end());
        if (typed != null) {
          int type = typed.named().id(PyPyDialect.MACHINE_CODE);
          sink.object(address, type, until - address, 0, ObjectRole.CODE, 0);
          kept.keep(window, address, Math.min(until - address, MOST_CODE_KEPT));
        }
        sink.block(address, until, BlockState.LIVE);
        return until - address;
      }
    }
    return 0;
  }

  @Override
  public boolean chunk(long payload, long payloadEnd, Window window) {
    if (heap.nurseryStart() >= payload && heap.nurseryEnd() <= payloadEnd) {
      nursery(payload, payloadEnd, window);
      return true;
    }
    Arenas arenas = heap.arenas();
    int arena = arenas.arenaOf(payload);
    if (arena >= 0 && arenas.start(arena) == payload && arenas.end(arena) <= payloadEnd) {
      arena(arena, payloadEnd, window);
      return true;
    }
    long large = heap.largeIn(payload, payloadEnd);
    if (large != 0) {
      large(large, payload, payloadEnd, window);
      return true;
    }
    if (AddressStack.isChunk(payload, payloadEnd, window, heap)) {
      sink.block(payload, payload + AddressStack.CHUNK_BYTES, BlockState.MARKS);
      return true;
    }
    return false;
  }

  private void large(long address, long payload, long payloadEnd, Window window) {
    if (typed == null || payloadEnd - address < LEAST_OBJECT) {
      return;
    }
    int type = typeAt(address, payloadEnd, window, typed.infos());
    if (type < 0) {
      sink.violation("large object without a type", address);
      return;
    }
    long bytes = bytesAt(type, address, window, typed.infos());
    if (bytes > payloadEnd - address) {
      sink.violation("large object that is longer than its chunk", address);
      bytes = payloadEnd - address;
    }
    long cards = cardBytes(type, address, window, typed.infos());
    tell(type, address, bytes, (int) Math.min(cards, address - payload), window);
  }

  /// {@return bytes of the card table that stands before an object}
  private static long cardBytes(int type, long address, Window window, TypeInfos infos) {
    window.require(address, HEAD_LOOK_BYTES);
    int flags = (int) (window.u64(address) >>> FLAGS_SHIFT);
    if ((flags & HAS_CARDS) == 0 || infos.lengthOffset(type) == 0) {
      return 0;
    }
    window.require(address, infos.lengthOffset(type) + WORD);
    long length = window.u64(address + infos.lengthOffset(type));
    long cards = (length + (1L << ITEMS_A_CARD_SHIFT) - 1) >>> ITEMS_A_CARD_SHIFT;
    long words = (cards + (1L << CARDS_A_WORD_SHIFT) - 1) >>> CARDS_A_WORD_SHIFT;
    return words * WORD;
  }

  private void nursery(long payload, long payloadEnd, Window window) {
    long start = heap.nurseryStart();
    long end = Math.clamp(heap.nurseryEnd(), start, payloadEnd);
    long free = Math.clamp(heap.nurseryFree(), start, end);
    if (payload < start) {
      sink.block(payload, start, BlockState.HEADER);
    }
    if (typed == null) {
      if (start < free) {
        sink.block(start, free, BlockState.YOUNG);
      }
    } else {
      young(start, free, window, typed.infos());
    }
    if (free < end) {
      sink.block(free, end, BlockState.NURSERY);
    }
    if (end < payloadEnd) {
      sink.block(end, payloadEnd, BlockState.TAIL);
    }
  }

  /// Objects follow one another, but where one was made shorter (`shrink_array`) its end is left
  /// over.
  private void young(long start, long end, Window window, TypeInfos infos) {
    long at = start;
    while (at < end) {
      int type = youngAt(at, end, window, infos);
      if (type >= 0) {
        long bytes = youngBytes(type, at, window, infos);
        tell(type, at, bytes, 0, window);
        sink.block(at, at + bytes, BlockState.YOUNG);
        at += bytes;
        continue;
      }
      long next = at + WORD;
      while (next < end && !isSure(next, end, window, infos)) {
        next += WORD;
      }
      sink.block(at, next, BlockState.TAIL);
      at = next;
    }
  }

  private boolean isSure(long address, long end, Window window, TypeInfos infos) {
    long at = address;
    for (int object = 0; object < SURE && at < end; object++) {
      int type = youngAt(at, end, window, infos);
      if (type < 0) {
        return false;
      }
      at += youngBytes(type, at, window, infos);
    }
    return true;
  }

  private static long youngBytes(int type, long address, Window window, TypeInfos infos) {
    return Math.max(LEAST_YOUNG, bytesAt(type, address, window, infos));
  }

  /// {@return the type of the young object that begins at an address, or -1 where none does}
  private static int youngAt(long address, long end, Window window, TypeInfos infos) {
    int type = typeAt(address, end, window, infos);
    int flags = (int) (window.u64(address) >>> FLAGS_SHIFT);
    boolean sound =
        type >= 0
            && (flags & ~YOUNG_FLAGS) == 0
            && youngBytes(type, address, window, infos) <= end - address;
    return sound ? type : -1;
  }

  /// {@return the type of which an object at an address would be, or -1 for none}
  private static int typeAt(long address, long end, Window window, TypeInfos infos) {
    window.require(address, WORD);
    int type = infos.of(window.u64(address));
    return type >= 0 && infos.fixedBytes(type) <= end - address ? type : -1;
  }

  private static long bytesAt(int type, long address, Window window, TypeInfos infos) {
    long place = infos.lengthOffset(type);
    if (place == 0) {
      return infos.fixedBytes(type);
    }
    window.require(address, place + WORD);
    return infos.bytes(type, window.u64(address + place));
  }

  private void tell(int type, long address, long bytes, int headBytes, Window window) {
    PyPyInstance.Typed known = typed;
    if (known != null) {
      int id = known.named().id(type);
      if (known.shapes().of(type) == ObjectShape.INSTANCE) {
        int place = known.shapes().map(type);
        window.require(address, place + WORD);
        long map = window.u64(address + place);
        id = map == 0 ? id : known.classes().of(type, map);
      }
      sink.object(address, id, bytes, headBytes, ObjectRole.ORDINARY, 0);
      long told =
          known.infos().leads(type)
              ? bytes
              : known.infos().itemBytes(type) == 1 ? LONGEST_NAME : MOST_KEPT_OF_DATA;
      kept.keep(window, address, Math.min(bytes, told));
    }
  }

  private void arena(int arena, long payloadEnd, Window window) {
    Arenas arenas = heap.arenas();
    long pageBytes = arenas.pageBytes();
    long first = arenas.pageStart(arena, 0);
    // One that malloc gave at the beginning of a page has nothing before its first.
    if (arenas.start(arena) < first) {
      sink.block(arenas.start(arena), first, BlockState.HEADER);
    }
    for (int page = 0; page < arenas.pages(arena); page++) {
      long start = arenas.pageStart(arena, page);
      int blockBytes = arenas.blockBytes(arena, page);
      if (blockBytes > 0) {
        page(arena, start, blockBytes, window);
      } else {
        boolean untouched = arenas.isUntouched(arena, page);
        sink.block(start, start + pageBytes, untouched ? BlockState.VIRGIN : BlockState.FREE);
      }
    }
    long end = arenas.pageStart(arena, arenas.pages(arena));
    if (end < payloadEnd) {
      sink.block(end, payloadEnd, BlockState.TAIL);
    }
  }

  /// Free blocks are linked from the lowest to the highest; the last link leads to the first that
  /// was never handed out.
  private void page(int arena, long start, int blockBytes, Window window) {
    int pageBytes = heap.arenas().pageBytes();
    window.require(start, pageBytes);
    int capacity = (pageBytes - Arenas.PAGE_HEADER_BYTES) / blockBytes;
    long first = start + Arenas.PAGE_HEADER_BYTES;
    long end = first + (long) capacity * blockBytes;
    long freeCount = window.u64(start + Arenas.PAGE_FREE_COUNT);
    long free = window.u64(start + Arenas.PAGE_FREE_BLOCK);
    sink.block(start, first, BlockState.HEADER);
    int live = 0;
    long at = first;
    long freed = 0;
    while (at < end) {
      boolean sound = free >= at && free <= end && (free - first) % blockBytes == 0;
      if (!sound) {
        sink.violation("free block that is not in its page", start);
        free = end;
        freeCount = freed;
      }
      for (; at < free; at += blockBytes) {
        block(at, blockBytes, window);
        live++;
      }
      if (at < end && freed == freeCount) {
        sink.block(at, end, BlockState.VIRGIN);
        at = end;
      } else if (at < end) {
        sink.block(at, at + blockBytes, BlockState.FREE);
        free = window.u64(at);
        freed++;
        at += blockBytes;
      }
    }
    if (end < start + pageBytes) {
      sink.block(end, start + pageBytes, BlockState.TAIL);
    }
    sink.pool(start, blockBytes, capacity, live, arena);
  }

  private void block(long address, int blockBytes, Window window) {
    if (typed != null) {
      int type = typeAt(address, address + blockBytes, window, typed.infos());
      long bytes = type < 0 ? 0 : bytesAt(type, address, window, typed.infos());
      if (type >= 0 && bytes <= blockBytes) {
        tell(type, address, bytes, 0, window);
      } else if (window.u64(address) >>> FLAGS_SHIFT != 0 || window.u64(address) != 0) {
        sink.violation("block without an object", address);
      }
    }
    sink.block(address, address + blockBytes, BlockState.LIVE);
  }

  /// Prebuilt objects stand among other variables of the library.
  @Override
  public void staticData(Area area, long limit, Window window) {
    if (typed == null || area.kind() != Area.Kind.WRITABLE_DATA) {
      return;
    }
    TypeInfos infos = typed.infos();
    if (area.start() > heap.structs() || area.end() <= heap.structs()) {
      return; // of another module
    }
    libraryStart = area.start();
    libraryEnd = area.end();
    long at = area.start();
    while (at + WORD <= area.end()) {
      int type = prebuiltAt(at, area.end(), window, infos);
      if (type < 0) {
        at += WORD;
        continue;
      }
      long bytes = bytesAt(type, at, window, infos);
      tell(type, at, bytes, 0, window);
      at += bytes;
    }
  }

  private int prebuiltAt(long address, long end, Window window, TypeInfos infos) {
    window.require(address, WORD);
    int flags = (int) (window.u64(address) >>> FLAGS_SHIFT);
    if ((flags & ~ALL_FLAGS) != 0 || ((flags & IS_TRACKED) == 0 && !heap.isWritten(address))) {
      return -1;
    }
    int type = typeAt(address, end, window, infos);
    return type >= 0 && bytesAt(type, address, window, infos) <= end - address ? type : -1;
  }

  @Override
  public void join() {
    instance.join(kept, libraryStart, libraryEnd);
  }
}
