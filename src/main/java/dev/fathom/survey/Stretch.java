package dev.fathom.survey;

import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.ChunkSink;
import dev.fathom.malloc.Claimant;
import dev.fathom.malloc.Violations;
import dev.fathom.model.column.AddressColumn;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.runtime.Padding;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A stretch of a target's memory: the walks over it, and the columns of what they told.
///
/// Nothing in it depends on another stretch, so each may be walked by another thread; afterwards
/// they are joined in address order ([Recorder#join]).
final class Stretch implements ChunkSink {
  /// So much of a live chunk a runtime sees at once.
  private static final long FIRST_BYTES = 64;

  private final Recorder recorder;
  private final Violations violations;
  private final List<Runtime.Walk> runtimes = new ArrayList<>();
  private final List<Allocator.Walk> allocators = new ArrayList<>();
  private final List<Claiming> claimants = new ArrayList<>();
  private final List<Padding> paddings = new ArrayList<>();

  final Extents.Builder chunks = new Extents.Builder();
  final PoolTable pools = new PoolTable();

  /// Live blocks and chunks without an object: where the payload begins, and where it ends.
  final AddressColumn bufferStarts = new AddressColumn();

  final AddressColumn bufferEnds = new AddressColumn();

  final Told told = new Told();

  /// Of each instance what it tells of memory that several look through; see [#inTurn].
  private final List<Told> asides = new ArrayList<>();

  private boolean aside;
  private boolean joined;

  private long liveBlocks;
  private long liveBlocksWithoutObject;

  /// Who recognises what begins at a page, and the number of the party that he walks for.
  record Claiming(Claimant claimant, int party) {}

  /// Blocks and objects in address order.
  static final class Told {
    final Extents.Builder blocks = new Extents.Builder();
    final ObjectTable objects = new ObjectTable();
  }

  Stretch(Recorder recorder, Violations violations) {
    this.recorder = recorder;
    this.violations = violations;
  }

  /// Begins the walks of everybody over a stretch.
  static Stretch begin(
      Recorder recorder,
      Violations violations,
      List<Sweep.Walked> announced,
      List<Sweep.Announced> instances,
      Words words) {
    Stretch stretch = new Stretch(recorder, violations);
    // The runtimes' pools before malloc's chunks: their signature is the stronger one.
    for (Sweep.Announced each : instances) {
      int told = stretch.asides.size();
      Runtime.Walk walk = each.instance().walk(words, stretch.sink(each.number(), told));
      stretch.runtimes.add(walk);
      stretch.claim(walk.claimants(), each.party());
      if (!walk.padding().equals(Padding.NONE)) {
        stretch.paddings.add(walk.padding());
      }
      stretch.asides.add(new Told());
    }
    for (Sweep.Walked allocator : announced) {
      Allocator.Walk walk = allocator.announced().walk(words, stretch);
      stretch.allocators.add(walk);
      stretch.claim(walk.claimants(), allocator.party());
    }
    return stretch;
  }

  /// {@return what hears an instance}
  ///
  /// @param number of the instance
  /// @param place of what it tells aside
  RuntimeSink sink(int number, int place) {
    return new Sink(number, place);
  }

  List<Claiming> claimants() {
    return claimants;
  }

  private void claim(List<Claimant> of, int party) {
    of.forEach(each -> claimants.add(new Claiming(each, party)));
  }

  /// {@return the walk of an allocator, by its number}
  Allocator.Walk allocator(int number) {
    return allocators.get(number);
  }

  /// {@return how many of the runtimes' blocks are live}
  long liveBlocks() {
    return liveBlocks;
  }

  /// {@return how many of them hold no object}
  long liveBlocksWithoutObject() {
    return liveBlocksWithoutObject;
  }

  /// Has each runtime look through the same memory, one after the other.
  void inTurn(Consumer<Runtime.Walk> look) {
    aside = runtimes.size() > 1;
    runtimes.forEach(look);
    if (aside) {
      aside = false;
      mergeAsides();
    }
  }

  /// Hands over to the instances what their walks kept.
  boolean joinWalks() {
    if (joined) {
      return false;
    }
    joined = true;
    runtimes.forEach(Runtime.Walk::join);
    runtimes.clear();
    allocators.clear();
    claimants.clear();
    return true;
  }

  @Override
  public void chunk(
      long start, long end, long payload, long payloadEnd, ChunkState state, Window window) {
    if (!recorder.wanted.anyIn(start, end)) {
      return;
    }
    Padding padding = state == ChunkState.LIVE ? padding(window, payload, payloadEnd) : null;
    if (padding != null) {
      padded(start, end, padding, window);
    } else if (!chunks.add(start, end, state.code())) {
      violation("overlapping chunks", start);
    } else if (state == ChunkState.LIVE) {
      look(payload, payloadEnd, window);
    }
  }

  private @Nullable Padding padding(Window window, long payload, long payloadEnd) {
    for (int at = 0; at < paddings.size(); at++) {
      if (paddings.get(at).around(window, payload, payloadEnd)) {
        return paddings.get(at);
      }
    }
    return null;
  }

  /// A chunk of which a part is what the program was given.
  private void padded(long start, long end, Padding padding, Window window) {
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
    look(data, dataEnd, window);
  }

  /// Shows a live chunk to the runtimes until one says that it is its own.
  private void look(long payload, long payloadEnd, Window window) {
    if (runtimes.isEmpty()) {
      return;
    }
    for (int runtime = 0; runtime < runtimes.size(); runtime++) {
      window.require(payload, Math.min(FIRST_BYTES, payloadEnd - payload));
      if (runtimes.get(runtime).chunk(payload, payloadEnd, window)) {
        break;
      }
    }
    noteBuffer(payload, payloadEnd);
  }

  /// What is live and holds no object is a buffer of one, or C memory. The object, if there is one,
  /// was told just before.
  ///
  /// @return whether there is none
  private boolean noteBuffer(long start, long end) {
    int last = told.objects.count() - 1;
    boolean empty = last < 0 || told.objects.address(last) < start;
    if (empty) {
      bufferStarts.add(start);
      bufferEnds.add(end);
    }
    return empty;
  }

  @Override
  public void violation(String what, long address) {
    violations.violation(what, address);
  }

  /// Puts together what several told of the same memory. Where two tell of the same bytes, the
  /// first is believed.
  private void mergeAsides() {
    int[] blocks = new int[asides.size()];
    int[] objects = new int[asides.size()];
    List<Extents> extents = asides.stream().map(each -> each.blocks.build()).toList();
    for (int next; (next = firstBlock(extents, blocks)) >= 0; blocks[next]++) {
      Extents from = extents.get(next);
      told.blocks.add(from.start(blocks[next]), from.end(blocks[next]), from.state(blocks[next]));
    }
    for (int next; (next = firstObject(objects)) >= 0; objects[next]++) {
      told.objects.add(asides.get(next).objects, objects[next]);
    }
    asides.replaceAll(each -> new Told());
  }

  /// {@return who has the lowest block that is left, or -1}
  private static int firstBlock(List<Extents> extents, int[] at) {
    int first = -1;
    for (int which = 0; which < at.length; which++) {
      Extents each = extents.get(which);
      while (at[which] < each.count() && each.state(at[which]) == Extents.NOTHING) {
        at[which]++;
      }
      if (at[which] < each.count()
          && (first < 0 || each.start(at[which]) < extents.get(first).start(at[first]))) {
        first = which;
      }
    }
    return first;
  }

  private int firstObject(int[] at) {
    int first = -1;
    for (int which = 0; which < at.length; which++) {
      ObjectTable each = asides.get(which).objects;
      if (at[which] < each.count()
          && (first < 0
              || each.address(at[which]) < asides.get(first).objects.address(at[first]))) {
        first = which;
      }
    }
    return first;
  }

  /// Hears one instance.
  private final class Sink implements RuntimeSink {
    private final int instance;
    private final int place;

    Sink(int instance, int place) {
      this.instance = instance;
      this.place = place;
    }

    private Told told() {
      return aside ? asides.get(place) : told;
    }

    @Override
    public void block(long start, long end, BlockState state) {
      if (!told().blocks.add(start, end, state.code())) {
        violation("overlapping blocks", start);
      } else if (state.isLive()) {
        liveBlocks++;
        if (noteBuffer(start, end)) {
          liveBlocksWithoutObject++;
        }
      }
    }

    @Override
    public void pool(long address, int blockBytes, int capacity, int live, int arena) {
      pools.add(address, blockBytes, capacity, live, arena);
    }

    @Override
    public void object(
        long address, int type, long shallow, int headBytes, ObjectRole role, long references) {
      if (!told()
          .objects
          .add(
              address,
              recorder.instances.type(instance, type),
              shallow,
              headBytes,
              role,
              references)) {
        violation("object out of order", address);
      }
    }

    @Override
    public boolean values() {
      return recorder.values();
    }

    @Override
    public void violation(String what, long address) {
      Stretch.this.violation(what, address);
    }
  }
}
