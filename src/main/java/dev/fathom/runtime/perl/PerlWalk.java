package dev.fathom.runtime.perl;

import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.runtime.ChunkWords;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.perl.arena.LongArray;
import dev.fathom.runtime.perl.arena.PerlArenas;
import dev.fathom.runtime.perl.arena.PerlArenas.SvArena;
import dev.fathom.runtime.perl.arena.PerlBinary;
import dev.fathom.runtime.perl.arena.PerlInterpreter;
import dev.fathom.runtime.perl.arena.SvTypes;
import dev.fathom.runtime.perl.arena.Values;
import dev.fathom.runtime.perl.reference.StaticReference;
import dev.fathom.runtime.perl.value.Bodies;
import dev.fathom.runtime.perl.value.PerlOffsets;
import dev.fathom.runtime.perl.value.Sv;
import dev.fathom.runtime.perl.value.SvKind;
import dev.fathom.target.KeptMemory;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// One walk over a stretch of perl's memory.
final class PerlWalk implements Runtime.Walk {
  /// A chunk of C memory up to this size is kept unless it holds a string: it may hold pointers.
  /// The largest piece of compiled code has 2048 words (PERL_MAX_SLAB_SIZE, `op.c`).
  static final long SMALL_CHUNK_BYTES = 2048 * Long.BYTES + 64;

  private static final long HEAD_OF_A_LARGE_CHUNK = 64;
  private static final long LONGEST_KEY_BYTES = 256;
  private static final long SMALLEST_SLAB_BYTES = 128;

  /// By how much an allocator rounds up at the most what is asked of it for an interpreter.
  private static final long MOST_ROUNDING = 1024;

  private final PerlInstance instance;
  private final PerlBinary binary;
  private final List<PerlInterpreter> interpreters;
  private final Words words;
  private final long interpreterBytes;
  private final PerlOffsets offsets;
  private final PerlArenas arenas;
  private final Values values;
  private final SvTypes types;
  private final RuntimeSink sink;
  private final Kept kept;
  private final BitSet told = new BitSet();
  private final List<StaticReference> statics = new ArrayList<>();

  // Cursors: chunks come in address order. Not set before the first.
  private int arena = -1;
  private int string;
  private int table;

  /// What was kept of the chunks.
  ///
  /// @param starts where those begin that were kept, ascending
  /// @param ends where each of them ends
  record Kept(KeptMemory words, ChunkWords largeChunks, LongArray starts, LongArray ends) {
    Kept(ChunkWords largeChunks) {
      this(new KeptMemory(), largeChunks, new LongArray(), new LongArray());
    }
  }

  PerlWalk(PerlInstance instance, PerlInstance.Shared shared, Kept kept, RuntimeSink sink) {
    this.instance = instance;
    this.binary = shared.binary();
    this.interpreters = shared.interpreters();
    this.words = shared.words();
    this.interpreterBytes = binary.layout().size("interp");
    this.offsets = shared.offsets();
    this.arenas = shared.arenas();
    this.values = shared.values();
    this.types = shared.types();
    this.kept = kept;
    this.sink = sink;
  }

  @Override
  public boolean chunk(long payload, long payloadEnd, Window window) {
    if (arena < 0) {
      arena = arenas.firstAt(payload);
      string = values.strings().firstAt(payload);
      table = values.tables().firstAt(payload);
    }
    while (arena < arenas.all().size() && arenas.all().get(arena).start < payload) {
      arena++;
    }
    if (arena < arenas.all().size() && arenas.all().get(arena).start < payloadEnd) {
      told.set(arena);
      SvArena found = arenas.all().get(arena++);
      if (found.type == PerlArenas.HEADS) {
        heads(found);
      } else {
        bodies(found);
      }
      return true;
    }
    if (isInterpreter(payload)) {
      sink.object(payload, SvTypes.id(SvKind.INTERPRETER), payloadEnd - payload);
      keep(window, payload, payloadEnd - payload);
      return true;
    }
    if (isUnknownInterpreter(payload, payloadEnd - payload)) {
      sink.violation(
          "a perl interpreter that no variable leads to: its values are not told", payload);
    }
    int owners = stringOwners(payload, payloadEnd);
    if (owners > 0) {
      if (owners > 1) {
        sink.object(payload, SvTypes.id(SvKind.COW), payloadEnd - payload);
      }
      return true; // contents of strings are private
    }
    long bytes = payloadEnd - payload;
    boolean isTable = isTable(payload, payloadEnd);
    if (!isTable && isSharedKey(payload, bytes, window)) {
      sink.object(payload, SvTypes.id(SvKind.HEK), keyBytes(payload, bytes, window));
      kept.words().keep(window, payload, Math.min(bytes, offsets.sharedKey + LONGEST_KEY_BYTES));
      return true;
    }
    boolean isSlab = !isTable && isSlab(payload, bytes, window);
    if (isSlab) {
      sink.object(payload, SvTypes.id(SvKind.OPS), bytes);
    }
    if (!isTable && bytes > SMALL_CHUNK_BYTES) {
      kept.largeChunks().chunk(payload, payloadEnd, window, false);
    }
    keep(window, payload, isTable || bytes <= SMALL_CHUNK_BYTES ? bytes : HEAD_OF_A_LARGE_CHUNK);
    return isTable || isSlab;
  }

  private void keep(Window window, long payload, long bytes) {
    kept.words().keep(window, payload, bytes);
    kept.starts().add(payload);
    kept.ends().add(payload + bytes);
  }

  private void heads(SvArena found) {
    sink.block(found.start, found.slot(1), BlockState.HEADER);
    int live = 0;
    for (int slot = 1; slot < found.slots; slot++) {
      long address = found.slot(slot);
      if (found.free.get(slot)) {
        sink.block(address, address + Sv.HEAD_BYTES, BlockState.FREE);
      } else {
        int flags = PerlArenas.flags(found, slot);
        long stash = values.stash(flags, PerlArenas.any(found, slot));
        int type = types.id(values.kind(found, slot, flags), stash);
        sink.object(
            address,
            type,
            values.shallow(found, slot, flags),
            0,
            ObjectRole.ORDINARY,
            PerlArenas.references(found, slot));
        sink.block(address, address + Sv.HEAD_BYTES, BlockState.LIVE);
        live++;
      }
    }
    sink.pool(found.start, (int) Sv.HEAD_BYTES, found.slots - 1, live, RuntimeSink.NO_ARENA);
  }

  private void bodies(SvArena found) {
    // An entry is a part of a hash's table, not of its fields.
    BlockState used = found.type == Bodies.HASH_ENTRY ? BlockState.LIVE : BlockState.BODY;
    int live = 0;
    for (int slot = 0; slot < found.slots; slot++) {
      boolean free = found.free.get(slot);
      live += free ? 0 : 1;
      sink.block(found.slot(slot), found.slot(slot + 1), free ? BlockState.FREE : used);
    }
    if (found.slot(found.slots) < found.end()) {
      sink.block(found.slot(found.slots), found.end(), BlockState.TAIL);
    }
    sink.pool(found.start, (int) found.slotBytes, found.slots, live, RuntimeSink.NO_ARENA);
  }

  private boolean isInterpreter(long payload) {
    for (int i = 0; i < interpreters.size(); i++) {
      if (interpreters.get(i).start() == payload) {
        return true;
      }
    }
    return false;
  }

  /// Whether a chunk, which is none of the interpreters that were found, holds one. Told by its
  /// size first: there are few of that.
  private boolean isUnknownInterpreter(long payload, long bytes) {
    return binary.threaded()
        && bytes >= interpreterBytes
        && bytes < interpreterBytes + MOST_ROUNDING
        && PerlInterpreter.isInterpreter(payload, binary.layout(), words);
  }

  /// {@return how many values say that their string begins in the chunk}
  private int stringOwners(long payload, long payloadEnd) {
    LongArray strings = values.strings();
    while (string < strings.count() && strings.get(string) < payload) {
      string++;
    }
    int owners = 0;
    while (string < strings.count() && strings.get(string) < payloadEnd) {
      owners += strings.get(string) == payload ? 1 : 0;
      string++;
    }
    return owners;
  }

  private boolean isTable(long payload, long payloadEnd) {
    LongArray tables = values.tables();
    while (table < tables.count() && tables.get(table) < payload) {
      table++;
    }
    return table < tables.count() && tables.get(table) < payloadEnd;
  }

  /// A shared key (`struct shared_he`): its entry points to the key that follows it. A count of 0
  /// is that of one that was freed and waits in malloc's lists.
  private boolean isSharedKey(long payload, long bytes, Window window) {
    if (bytes <= offsets.sharedKey + offsets.keyText
        || window.u64(payload + offsets.entryKey) != payload + offsets.sharedKey) {
      return false;
    }
    int length = window.u32(payload + offsets.sharedKey + offsets.keyLength);
    return window.u64(payload + offsets.entryValue) > 0
        && length >= 0
        && length <= bytes - offsets.sharedKey - offsets.keyText;
  }

  private long keyBytes(long payload, long bytes, Window window) {
    // The text, its NUL, a byte of flags.
    long text = window.u32(payload + offsets.sharedKey + offsets.keyLength) + 2L;
    return Math.min(bytes, offsets.sharedKey + offsets.keyText + text);
  }

  /// The first slab of a sub's operations says so of itself (`opslab_head`).
  private boolean isSlab(long payload, long bytes, Window window) {
    return offsets.slabHead >= 0
        && bytes >= SMALLEST_SLAB_BYTES
        && bytes <= SMALL_CHUNK_BYTES
        && window.u64(payload + offsets.slabHead) == payload;
  }

  /// Looks for variables of C code that hold addresses of values.
  @Override
  public void staticData(Area area, long limit, Window window) {
    String module = area.binary() == null ? "?" : area.binary().name();
    for (long at = area.start(); at + Long.BYTES <= area.end(); at += Long.BYTES) {
      window.require(at, Long.BYTES);
      singleInterpreter(at);
      long word = window.u64(at);
      if (word != 0 && Sv.type(arenas.flagsAt(word)) != Sv.FREE) {
        statics.add(new StaticReference(word, module));
      }
    }
  }

  /// Where there is but one interpreter, a variable of it stands for all.
  private void singleInterpreter(long address) {
    if (!binary.threaded() && address == interpreters.getFirst().identity()) {
      sink.object(address, SvTypes.id(SvKind.INTERPRETER), Long.BYTES);
    }
  }

  @Override
  public void join() {
    instance.join(told, kept, statics);
  }
}
