package dev.fathom.survey;

import dev.fathom.malloc.ChunkSink;
import dev.fathom.model.column.Extents;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.dialect.NoRuntime;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.Head;
import dev.fathom.model.object.InstanceLayout;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.TypeTable;
import dev.fathom.runtime.Padding;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.target.Window;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Writes down in columns what the walks tell, and shows the live chunks to the runtime.
final class Recorder implements ChunkSink, RuntimeSink {
  /// So much of a live chunk the runtime sees at once.
  private static final long FIRST_BYTES = 64;

  final Extents.Builder chunks = new Extents.Builder();
  final Extents.Builder blocks = new Extents.Builder();
  final PoolTable pools = new PoolTable();
  final ObjectTable objects = new ObjectTable();
  final TypeTable types = new TypeTable();
  final BufferTable buffers = new BufferTable();
  final LoosePointers loose = new LoosePointers();

  private final Survey.Wish wish;

  /// Of which memory chunks are wanted.
  final Wanted wanted;

  private Dialect dialect = new NoRuntime();

  private final Map<String, Violation> violations = new LinkedHashMap<>();

  /// Sees the live chunks; null while there is no runtime.
  private Runtime.@Nullable Walk runtime;

  private Padding padding = Padding.NONE;

  private long liveBlocks;
  private long liveBlocksWithoutObject;

  /// One broken invariant: how often, and where first.
  record Violation(long count, long firstAddress) {}

  /// Whether the target was let go: then memory reads as zeros, and nothing is broken by that.
  private final BooleanSupplier over;

  Recorder(Survey.Wish wish, BooleanSupplier over) {
    this(wish, over, Wanted.ALL);
  }

  Recorder(Survey.Wish wish, BooleanSupplier over, Wanted wanted) {
    this.wish = wish;
    this.over = over;
    this.wanted = wanted;
  }

  /// @param words of the runtime that walks
  void showChunksTo(Runtime.Walk walk, Dialect words) {
    runtime = walk;
    padding = walk.padding();
    dialect = words;
  }

  /// {@return what did not hold, by invariant}
  Map<String, Violation> violations() {
    return violations;
  }

  /// {@return how many of the runtime's blocks are live}
  long liveBlocks() {
    return liveBlocks;
  }

  /// {@return how many of them hold no object}
  long liveBlocksWithoutObject() {
    return liveBlocksWithoutObject;
  }

  @Override
  public void chunk(
      long start, long end, long payload, long payloadEnd, ChunkState state, Window window) {
    if (!wanted.anyIn(start, end)) {
      return;
    }
    if (state == ChunkState.LIVE && padding.around(window, payload, payloadEnd)) {
      padded(start, end, window);
    } else if (!chunks.add(start, end, state.code())) {
      violation("overlapping chunks", start);
    } else if (state == ChunkState.LIVE) {
      look(payload, payloadEnd, window);
    }
  }

  /// A chunk of which a part is what the program was given.
  private void padded(long start, long end, Window window) {
    long data = padding.dataStart();
    long dataEnd = padding.dataEnd();
    boolean empty = data == dataEnd;
    if (!chunks.add(start, empty ? end : data, ChunkState.PADDING.code())) {
      violation("overlapping chunks", start);
    }
    if (empty) {
      return;
    }
    chunks.add(data, dataEnd, ChunkState.LIVE.code());
    chunks.add(dataEnd, end, ChunkState.PADDING.code());
    window.require(data, Math.min(FIRST_BYTES, dataEnd - data));
    look(data, dataEnd, window);
  }

  private void look(long payload, long payloadEnd, Window window) {
    if (runtime != null) {
      runtime.chunk(payload, payloadEnd, window);
      noteBuffer(payload, payloadEnd);
    }
  }

  @Override
  public void block(long start, long end, BlockState state) {
    if (!blocks.add(start, end, state.code())) {
      violation("overlapping blocks", start);
    } else if (state.isLive()) {
      liveBlocks++;
      if (noteBuffer(start, end)) {
        liveBlocksWithoutObject++;
      }
    }
  }

  /// What is live and holds no object is a buffer of one, or C memory. The object, if there is one,
  /// was told just before.
  ///
  /// @return whether there is none
  private boolean noteBuffer(long start, long end) {
    int last = objects.count() - 1;
    boolean empty = last < 0 || objects.address(last) < start;
    if (empty) {
      buffers.add(start, end);
    }
    return empty;
  }

  @Override
  public void pool(long address, int blockBytes, int capacity, int live, int arena) {
    pools.add(address, blockBytes, capacity, live, arena);
  }

  @Override
  public void object(
      long address, int type, long shallow, int headBytes, ObjectRole role, long references) {
    if (!objects.add(address, type, shallow, headBytes, role, references)) {
      violation("object out of order", address);
    }
  }

  @Override
  public void type(int id, long address, String module, String name) {
    types.put(id, new TypeTable.Type(address, module, name, dialect));
  }

  @Override
  public void head(int type, Head head) {
    types.putHead(type, head);
  }

  @Override
  public boolean values() {
    return wish == Survey.Wish.VALUES;
  }

  @Override
  public void layout(int type, InstanceLayout layout) {
    types.putLayout(type, layout);
  }

  @Override
  public void violation(String what, long address) {
    if (over.getAsBoolean()) {
      return;
    }
    violations.merge(
        what,
        new Violation(1, address),
        (before, now) -> new Violation(before.count() + 1, before.firstAddress()));
  }
}
