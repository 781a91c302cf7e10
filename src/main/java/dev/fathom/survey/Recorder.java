package dev.fathom.survey;

import dev.fathom.malloc.Violations;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.ClaimTable;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.Head;
import dev.fathom.model.object.InstanceLayout;
import dev.fathom.model.object.ObjectList;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.TypeTable;
import dev.fathom.runtime.TypeSink;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Puts together what the walks over stretches of memory told.
final class Recorder implements Violations {
  final ClaimTable claims = new ClaimTable();
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

  final Instances instances;

  /// What was walked and is not joined yet, in address order.
  private final ArrayDeque<Stretch> stretches = new ArrayDeque<>();

  private final Tally violations;

  /// Of each type that was met its number; those beyond stay as they are.
  private int[] typeNumbers = {};

  private long liveBlocks;
  private long liveBlocksWithoutObject;

  /// One broken invariant: how often, and where first.
  record Violation(long count, long firstAddress) {}

  /// What did not hold, by invariant. For one thread.
  static final class Tally implements Violations {
    private final Map<String, Violation> found = new LinkedHashMap<>();
    private final BooleanSupplier over;

    private Tally(BooleanSupplier over) {
      this.over = over;
    }

    @Override
    public void violation(String what, long address) {
      if (!over.getAsBoolean()) {
        add(what, new Violation(1, address));
      }
    }

    private void add(String what, Violation more) {
      found.merge(
          what,
          more,
          (before, now) -> new Violation(before.count() + now.count(), before.firstAddress()));
    }
  }

  /// Whether the target was let go: then memory reads as zeros, and nothing is broken by that.
  private final BooleanSupplier over;

  Recorder(Survey.Wish wish, BooleanSupplier over, Instances instances) {
    this(wish, over, instances, Wanted.ALL);
  }

  /// A recorder of chunks alone.
  Recorder(BooleanSupplier over, Wanted wanted) {
    this(Survey.Wish.NAMES, over, new Instances(List.of()), wanted);
  }

  private Recorder(Survey.Wish wish, BooleanSupplier over, Instances instances, Wanted wanted) {
    this.wish = wish;
    this.over = over;
    this.violations = tally();
    this.instances = instances;
    this.wanted = wanted;
  }

  /// {@return what did not hold, by invariant}
  Map<String, Violation> violations() {
    return violations.found;
  }

  /// {@return how many of the runtimes' blocks are live}
  long liveBlocks() {
    return liveBlocks;
  }

  /// {@return how many of them hold no object}
  long liveBlocksWithoutObject() {
    return liveBlocksWithoutObject;
  }

  boolean values() {
    return wish == Survey.Wish.VALUES;
  }

  /// Takes a stretch that lies above all that were taken before; once.
  void take(Stretch stretch) {
    if (stretch.joinWalks()) {
      stretches.add(stretch);
    }
  }

  /// Joins all stretches that were taken, and frees each. The target may run again. **Cost**: some
  /// 10 ns a chunk, block or object.
  void join() {
    for (Stretch stretch = stretches.poll(); stretch != null; stretch = stretches.poll()) {
      chunks.addAll(stretch.chunks, at -> violation("overlapping chunks", at));
      blocks.addAll(stretch.told.blocks, at -> violation("overlapping blocks", at));
      pools.addAll(stretch.pools);
      boolean above = objects.addAll(stretch.told.objects, typeNumbers);
      for (int object = 0; !above && object < stretch.told.objects.count(); object++) {
        if (!objects.add(stretch.told.objects, object, typeNumbers)) {
          violation("object out of order", stretch.told.objects.address(object));
        }
      }
      for (int buffer = 0; buffer < stretch.bufferStarts.count(); buffer++) {
        buffers.add(stretch.bufferStarts.get(buffer), stretch.bufferEnds.get(buffer));
      }
      liveBlocks += stretch.liveBlocks();
      liveBlocksWithoutObject += stretch.liveBlocksWithoutObject();
    }
  }

  /// {@return the objects that an instance told, numbered as it does}
  ///
  /// @param told those that all of them told
  ObjectList objectsOf(int instance, ObjectList told) {
    return instances.dialects().size() == 1 ? told : new OwnObjects(told, instances, instance);
  }

  /// {@return what hears an instance tell of its types}
  TypeSink typesOf(int instance) {
    return new Types(instance);
  }

  @Override
  public void violation(String what, long address) {
    violations.violation(what, address);
  }

  /// {@return what counts violations beside this one; see [#hear]}
  Tally tally() {
    return new Tally(over);
  }

  /// Takes over what another thread counted.
  void hear(Tally more) {
    more.found.forEach(violations::add);
  }

  /// Has the instances number their types in an order that does not depend on who met them first.
  /// All walks have been joined, and no type was told.
  void numberTypes(List<Sweep.Announced> announced) {
    for (Sweep.Announced each : announced) {
      int[] numbers = each.instance().renumberTypes();
      int before = typeNumbers.length;
      for (int type = 0; type < numbers.length; type++) {
        int met = instances.type(each.number(), type);
        if (met >= typeNumbers.length) {
          typeNumbers = Arrays.copyOf(typeNumbers, instances.type(each.number(), numbers.length));
          for (int same = before; same < typeNumbers.length; same++) {
            typeNumbers[same] = same;
          }
          before = typeNumbers.length;
        }
        typeNumbers[met] = instances.type(each.number(), numbers[type]);
      }
    }
  }

  /// Hears what an instance tells after all memory was walked.
  private final class Types implements TypeSink {
    private final int instance;

    Types(int instance) {
      this.instance = instance;
    }

    @Override
    public void type(int id, long address, String module, String name) {
      types.put(
          instances.type(instance, id),
          new TypeTable.Type(address, module, name, instances.dialects().get(instance), instance));
    }

    @Override
    public void head(int type, Head head) {
      types.putHead(instances.type(instance, type), head);
    }

    @Override
    public boolean values() {
      return Recorder.this.values();
    }

    @Override
    public void layout(int type, InstanceLayout layout) {
      types.putLayout(instances.type(instance, type), layout);
    }

    @Override
    public void violation(String what, long address) {
      Recorder.this.violation(what, address);
    }
  }
}
