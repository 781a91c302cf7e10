package dev.fathom.runtime.perl;

import dev.fathom.malloc.Claimant;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.object.ObjectList;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.runtime.ChunkWords;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.perl.Arenas.SvArena;
import dev.fathom.target.KeptMemory;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// One walk over perl's memory.
final class PerlWalk implements Runtime.Walk {
  /// A chunk of C memory up to this size is kept unless it holds a string: it may hold pointers.
  /// The largest piece of compiled code has 2048 words (PERL_MAX_SLAB_SIZE, `op.c`).
  private static final long SMALL_CHUNK_BYTES = 2048 * Long.BYTES + 64;

  private static final long HEAD_OF_A_LARGE_CHUNK = 64;

  /// A rehearsal reads this many arenas.
  private static final long ARENAS_TO_REHEARSE = 1024;

  private static final long LONGEST_KEY_BYTES = 256;
  private static final long SMALLEST_SLAB_BYTES = 128;

  private final PerlBinary binary;
  private final RuntimeSink sink;
  private final Words words;
  private final List<Interpreter> interpreters;
  private final Bodies bodies;
  private final Offsets offsets;
  private final Arenas arenas;
  private final Values values;
  private final SvTypes types;
  private final KeptMemory kept = new KeptMemory();
  private final ChunkWords largeChunks;
  private final LongArray keptStarts = new LongArray();
  private final LongArray keptEnds = new LongArray();
  private final List<StaticReference> statics = new ArrayList<>();
  private final Names names;

  // Cursors: chunks come in address order.
  private int arena;
  private int string;
  private int table;

  private PerlWalk(
      PerlBinary binary, Target target, Words words, RuntimeSink sink, long mostArenas) {
    this.binary = binary;
    this.sink = sink;
    this.words = words;
    largeChunks = new ChunkWords(target);
    bodies = new Bodies(binary.layout());
    offsets = new Offsets(binary.layout());
    types = new SvTypes(offsets);
    interpreters = Interpreter.find(binary, target, words);
    arenas = Arenas.read(interpreters, bodies, target, words, sink, mostArenas);
    values = new Values(arenas, bodies, offsets, Words.scattered(target.memory()), interpreters);
    names = new Names(arenas, offsets);
  }

  static PerlWalk of(PerlBinary binary, Target target, Words words, RuntimeSink sink) {
    return new PerlWalk(binary, target, words, sink, Long.MAX_VALUE);
  }

  /// A walk over some of the arenas, of which nothing is kept.
  static PerlWalk rehearsal(PerlBinary binary, Target target, Words words, RuntimeSink sink) {
    return new PerlWalk(binary, target, words, sink, ARENAS_TO_REHEARSE);
  }

  @Override
  public List<Claimant> claimants() {
    return List.of();
  }

  @Override
  public void chunk(long payload, long payloadEnd, Window window) {
    while (arena < arenas.all().size() && arenas.all().get(arena).start < payload) {
      sink.violation("arena of SVs in no chunk of malloc", arenas.all().get(arena).start);
      arena++;
    }
    if (arena < arenas.all().size() && arenas.all().get(arena).start < payloadEnd) {
      SvArena found = arenas.all().get(arena++);
      if (found.type == Arenas.HEADS) {
        heads(found);
      } else {
        bodies(found);
      }
      return;
    }
    if (isInterpreter(payload)) {
      sink.object(payload, SvTypes.id(SvKind.INTERPRETER), payloadEnd - payload);
      keep(window, payload, payloadEnd - payload);
      return;
    }
    int owners = stringOwners(payload, payloadEnd);
    if (owners > 0) {
      if (owners > 1) {
        sink.object(payload, SvTypes.id(SvKind.COW), payloadEnd - payload);
      }
      return; // contents of strings are private
    }
    long bytes = payloadEnd - payload;
    boolean isTable = isTable(payload, payloadEnd);
    if (!isTable && isSharedKey(payload, bytes, window)) {
      sink.object(payload, SvTypes.id(SvKind.HEK), keyBytes(payload, bytes, window));
      kept.keep(window, payload, Math.min(bytes, offsets.sharedKey + LONGEST_KEY_BYTES));
      return;
    }
    if (!isTable && isSlab(payload, bytes, window)) {
      sink.object(payload, SvTypes.id(SvKind.OPS), bytes);
    }
    if (!isTable && bytes > SMALL_CHUNK_BYTES) {
      largeChunks.chunk(payload, payloadEnd, window, false);
    }
    keep(window, payload, isTable || bytes <= SMALL_CHUNK_BYTES ? bytes : HEAD_OF_A_LARGE_CHUNK);
  }

  private void keep(Window window, long payload, long bytes) {
    kept.keep(window, payload, bytes);
    keptStarts.add(payload);
    keptEnds.add(payload + bytes);
  }

  private void heads(SvArena found) {
    sink.block(found.start, found.slot(1), BlockState.HEADER);
    int live = 0;
    for (int slot = 1; slot < found.slots; slot++) {
      long address = found.slot(slot);
      if (found.free.get(slot)) {
        sink.block(address, address + Sv.HEAD_BYTES, BlockState.FREE);
      } else {
        int flags = Arenas.flags(found, slot);
        long stash = values.stash(flags, Arenas.any(found, slot));
        int type = types.id(values.kind(found, slot, flags), stash);
        sink.object(
            address,
            type,
            values.shallow(found, slot, flags),
            0,
            ObjectRole.ORDINARY,
            Arenas.references(found, slot));
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
  public void finish() {
    types.tell(names, words, sink);
    kept.seal();
  }

  @Override
  public void kept(long from, long until, LongConsumer listener) {
    if (until - from > SMALL_CHUNK_BYTES) {
      largeChunks.tell(from, listener);
    } else {
      kept.tell(from, until, listener);
    }
  }

  @Override
  public void references(ObjectList objects, ReferenceSink references) {
    Image image = new Image(arenas, kept, keptStarts, keptEnds);
    OwnedChunks owned = new OwnedChunks(image, interpreters, references);
    Interpreter first = interpreters.isEmpty() ? null : interpreters.getFirst();
    new References(
            image,
            binary.layout(),
            offsets,
            bodies,
            values,
            names,
            types,
            owned,
            first == null ? 0 : first.value("strtab"),
            first == null ? 0 : first.value("main_cv"),
            sink.values(),
            references)
        .tell(objects);
    owned.finish();
    Roots roots = new Roots(image, binary.layout(), references);
    for (int number = 0; number < interpreters.size(); number++) {
      roots.interpreter(interpreters.get(number), number);
    }
    roots.statics(statics);
    roots.unclaimed();
    if (image.exhausted()) {
      sink.violation("arrays of values overlap", 0);
    }
  }
}
