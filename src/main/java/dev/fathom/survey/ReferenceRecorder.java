package dev.fathom.survey;

import dev.fathom.model.column.GranuleIndex;
import dev.fathom.model.column.IntColumn;
import dev.fathom.model.column.LongColumn;
import dev.fathom.model.dialect.PathSyntax;
import dev.fathom.model.memory.Area;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.HeldObjects;
import dev.fathom.model.object.ObjectList;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.References;
import dev.fathom.model.object.RootKind;
import dev.fathom.model.object.SparseTables;
import dev.fathom.model.object.TypeTable;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.TypeSink;
import dev.fathom.target.LoadedModule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Writes down what the objects refer to, addresses turned into ids.
final class ReferenceRecorder implements ReferenceSink {
  /// The name of a reference to memory that others lead to as well.
  private static final String SHARED = "(C memory)";

  private static final int MOST_SPELLINGS = 1 << 21;

  private static final int MOST_OFFERED = 1 << 22;

  private static final long LARGEST_NAME = EdgeTable.NAME_LIMIT - 1;

  private final ObjectTable objects;
  private final BufferTable buffers;
  private final ObjectsByAddress byAddress;

  private EdgeTable edges = new EdgeTable();

  /// Where there are several instances: what each told, object by object.
  private final List<EdgeTable> ofInstances = new ArrayList<>();

  private final GuessedEdges guesses = new GuessedEdges();
  private final List<References.Root> roots = new ArrayList<>();
  private final Map<Integer, String> spellings = new HashMap<>();
  private final List<String> fields = new ArrayList<>();
  private final HeldObjects held = new HeldObjects();
  private final SparseTables sparse = new SparseTables();

  /// The numbers of the holders that the runtime named.
  private final Map<String, Integer> numbers = new HashMap<>();

  // Addresses that objects have, where no buffer begins; and which objects.
  private final LongColumn offeredAddresses = new LongColumn();
  private final IntColumn offeredBy = new IntColumn();

  private int from = -1;
  private long unspelled;
  private long leftOut;

  private final MappedMemory mapped;
  private final PathSyntax syntax;

  /// The names of fields that lead into the middle of a mapping, by what they are otherwise.
  private final Map<Integer, Integer> inside = new HashMap<>();

  /// Mappings to whose beginning the field of an object leads.
  private final BitSet known = new BitSet();

  /// Other words that lead to mappings: in C memory, where much is left over, or to the middle.
  /// They count where nothing better is known.
  private final IntColumn doubtfulSources = new IntColumn();

  private final IntColumn doubtfulMappings = new IntColumn();
  private final IntColumn doubtfulFields = new IntColumn();

  // Memory that several objects share: where the first piece of each is, and how large.
  private long[] sharedAt = new long[0];
  private long[] sharedBytes = new long[0];
  private @Nullable Renumbering renumbering;

  private int mappingField = -1;
  private int mappingInside = -1;

  /// @param objects all of them
  /// @param mapped those of them that the runtime knows nothing of: its numbers for the others
  ///   leave them out
  ReferenceRecorder(
      ObjectTable objects, MappedMemory mapped, BufferTable buffers, PathSyntax syntax) {
    this.objects = objects;
    this.mapped = mapped;
    this.buffers = buffers;
    this.syntax = syntax;
    this.byAddress = new ObjectsByAddress(objects);
    buffers.seal();
  }

  /// Has one instance tell what its objects refer to.
  ///
  /// @param recorder of what the walks told
  void hear(Sweep.Announced instance, Recorder recorder) {
    TypeSink types = recorder.typesOf(instance.number());
    ObjectList own = recorder.objectsOf(instance.number(), mapped.without(objects));
    if (!(own instanceof OwnObjects some)) {
      instance.instance().references(own, this, types);
      return;
    }
    instance.instance().references(some, some.to(this), types);
    beginAll(objects.count() - 1); // so that each object has its edges, though they be none
    leftOut += edges.leftOut();
    ofInstances.add(edges);
    edges = new EdgeTable();
    from = -1;
  }

  /// The edges of all instances together.
  private void putTogether() {
    if (ofInstances.isEmpty()) {
      return;
    }
    for (int object = 0; object < objects.count(); object++) {
      edges.next();
      for (EdgeTable each : ofInstances) {
        edges.addAll(each, object);
      }
    }
    ofInstances.clear();
  }

  References references() {
    References all =
        new References(edges, List.copyOf(roots), spellings, List.copyOf(fields), held);
    return renumbering == null ? all : renumbering.of(all);
  }

  SparseTables sparse() {
    return renumbering == null ? sparse : renumbering.of(sparse);
  }

  /// Names what holds C memory and objects from outside all objects.
  ///
  /// @param loose words that were noted
  /// @param inside whether any address inside an object holds it
  /// @param kept the words of C memory that were kept
  void resolve(
      LoosePointers loose,
      List<Area> areas,
      List<LoadedModule> modules,
      boolean inside,
      KeptWords kept) {
    putTogether();
    LoosePointers.Resolved outside =
        loose.resolve(
            areas,
            modules,
            buffers,
            new LoosePointers.Objects() {
              @Override
              public int at(long address) {
                return inside ? byAddress.around(address, false) : objectOrMapping(address);
              }

              @Override
              public boolean endsAt(long address, long end) {
                return inside && ReferenceRecorder.this.endsAt(address, end);
              }

              @Override
              public boolean leadsInside(int object, long address) {
                return isMiddle(object, address);
              }
            },
            inside,
            held);
    holdVariables(loose, areas, modules);
    HeldMemory memory = new HeldMemory(buffers, kept);
    memory.spread(new Offered(), outside);
    memory.lead((word, holder) -> {
      int object = objectOrMapping(word);
      if (object >= 0) {
        held.add(object, holder);
      }
    });
    share(JointMemory.find(buffers, kept));
    holdFromModules(memory);
    referThroughMemory(memory);
    for (int at = 0; at < doubtfulMappings.count(); at++) {
      int mapping = doubtfulMappings.get(at);
      if (!known.get(mapping)) {
        guesses.add(doubtfulSources.get(at), mapping, doubtfulFields.get(at));
      }
    }
    EdgeTable certain = edges;
    edges = guesses.into(certain, objects, sharedAt.length);
    leftOut += edges.leftOut() + (edges == certain ? 0 : certain.leftOut());
  }

  /// What several objects lead to is an object, of which each of them has a reference. Its number
  /// follows those of all others.
  private void share(List<JointMemory.Shared> found) {
    sharedAt = new long[found.size()];
    sharedBytes = new long[found.size()];
    int field = found.isEmpty() ? -1 : field(SHARED);
    for (int at = 0; at < found.size(); at++) {
      JointMemory.Shared shared = found.get(at);
      int first = shared.buffers()[0];
      sharedAt[at] = buffers.payload(first);
      sharedBytes[at] = buffers.end(first) - buffers.payload(first);
      for (int buffer : shared.buffers()) {
        buffers.share(buffer, objects.count() + at);
      }
      for (int owner : shared.owners()) {
        guesses.add(owner, objects.count() + at, field);
      }
    }
  }

  /// {@return all objects, with those that stand for C memory which several share} After
  /// [#resolve]; from then on numbers are among these.
  ///
  /// @param types to which theirs is added
  ObjectTable withShared(TypeTable types) {
    if (sharedAt.length == 0) {
      return objects;
    }
    renumbering = Renumbering.of(objects, sharedAt);
    renumbering.renumber(buffers);
    int type = types.count();
    for (int object = 0; object < objects.count(); object++) {
      type = Math.max(type, objects.type(object) + 1);
    }
    types.put(type, TypeTable.Type.ofSharedChunks());
    ObjectTable shared = new ObjectTable();
    int[] order =
        IntStream.range(0, sharedAt.length)
            .boxed()
            .sorted(Comparator.comparingLong(at -> sharedAt[at]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int at : order) {
      shared.add(sharedAt[at], type, sharedBytes[at], 0, ObjectRole.ORDINARY, 0);
    }
    return objects.with(shared);
  }

  /// Addresses in objects at which no buffer begins.
  private final class Offered implements HeldMemory.Places {
    @Override
    public int count() {
      return offeredAddresses.count();
    }

    @Override
    public long address(int place) {
      return offeredAddresses.get(place);
    }

    @Override
    public void take(int buffer, int place) {
      buffers.lendInside(buffer, offeredBy.get(place));
    }
  }

  /// An object may lead to others through structures of C. A word in these is a reference if the
  /// runtime counts more to what it leads to than are known.
  private void referThroughMemory(HeldMemory memory) {
    int field = field(References.THROUGH_MEMORY);
    Set<Integer> modules = modules().keySet(); // whose state has a name of its own
    memory.leadOwned(
        owner -> !modules.contains(owner),
        (word, owner) -> {
          int object = objectOrMapping(word);
          if (object >= 0 && isMapped(object)) {
            doubt(owner, object, mappingField(object, word));
          } else if (object >= 0 && object != owner) {
            guesses.add(owner, object, field);
          }
        });
  }

  /// A large static variable has no other holder than its library, and its name.
  private void holdVariables(LoosePointers loose, List<Area> areas, List<LoadedModule> modules) {
    for (long start : mapped.variables()) {
      int object = mapped.around(start);
      held.add(object, buffers.addHolder(loose.variable(areas, modules, start)));
    }
  }

  /// What begins with a header is often known by what follows that.
  private boolean isMiddle(int object, long address) {
    return address - objects.address(object) >= GranuleIndex.GRANULE_BYTES;
  }

  private boolean isMapped(int object) {
    return mapped.around(objects.address(object)) == object;
  }

  private int objectOrMapping(long address) {
    int object = byAddress.at(address);
    return object >= 0 ? object : mapped.around(address);
  }

  private int mappingField(int mapping, long address) {
    if (objects.address(mapping) == address) {
      mappingField = mappingField < 0 ? field(syntax.mapping(false)) : mappingField;
      return mappingField;
    }
    mappingInside = mappingInside < 0 ? field(syntax.mapping(true)) : mappingInside;
    return mappingInside;
  }

  /// An object leads to memory that no allocator handed out.
  private void refer(int object, long address) {
    int mapping = mapped.around(address);
    if (mapping >= 0 && object >= 0) {
      int field = mappingField(mapping, address);
      if (objects.address(mapping) == address) {
        known.set(mapping);
        guesses.add(object, mapping, field);
      } else {
        doubt(object, mapping, field);
      }
    }
  }

  private void doubt(int object, int mapping, int field) {
    if (doubtfulMappings.count() < MOST_OFFERED) {
      doubtfulSources.add(object);
      doubtfulMappings.add(mapping);
      doubtfulFields.add(field);
    }
  }

  private Map<Integer, String> modules() {
    Map<Integer, String> modules = new HashMap<>();
    for (References.Root root : roots) {
      if (root.holder() == RootKind.MODULE) {
        modules.put(root.object(), root.path());
      }
    }
    return modules;
  }

  /// An extension's module keeps some of its objects in a structure of C alone, its state.
  private void holdFromModules(HeldMemory memory) {
    Map<Integer, String> modules = modules();
    Map<Integer, Integer> numbers = new HashMap<>();
    memory.leadOwned(
        modules::containsKey,
        (word, module) -> {
          int object = byAddress.at(word);
          if (object >= 0 && object != module) {
            held.add(object, numbers.computeIfAbsent(module, owner -> holder(modules, owner)));
          }
        });
  }

  private int holder(Map<Integer, String> modules, int module) {
    String name = modules.getOrDefault(module, "");
    return buffers.addHolder(
        new dev.fathom.model.object.Holder(
            dev.fathom.model.object.Holder.Kind.LIBRARY, name, "state"));
  }

  /// {@return how many references were too many}
  long leftOut() {
    return leftOut;
  }

  /// {@return how many spellings were too many}
  long unspelled() {
    return unspelled;
  }

  @Override
  public int field(String name) {
    fields.add(name);
    return fields.size() - 1;
  }

  @Override
  public void from(int number) {
    beginAll(mapped.number(number));
  }

  private void beginAll(int object) {
    while (from < object) {
      from++;
      edges.next();
    }
  }

  @Override
  public boolean edge(long to, EdgeKind kind, long name) {
    int target = byAddress.at(to);
    if (target >= 0) {
      add(target, kind, name);
    }
    return target >= 0;
  }

  @Override
  public boolean guess(long to, int field) {
    int target = objectOrMapping(to);
    if (target >= 0 && isMapped(target)) {
      refer(from, to);
    } else if (target >= 0 && target != from) {
      guesses.add(from, target, field);
    }
    return target >= 0;
  }

  @Override
  public void edgeInto(long to, EdgeKind kind, long name, boolean link) {
    int target = byAddress.around(to, link);
    boolean middle = target >= 0 && isMiddle(target, to);
    if (target >= 0 && target != from && !edges.lastIs(target, middle)) {
      if (isMapped(target) && objects.address(target) != to) {
        add(target, EdgeKind.FIELD, fieldInside(kind, (int) name));
      } else if (middle) {
        edges.addToMiddle(target, kind.code(), (int) Math.min(name, LARGEST_NAME));
      } else {
        add(target, kind, name);
      }
    }
  }

  @Override
  public boolean endsAt(long inside, long end) {
    int object = byAddress.around(inside, false);
    return object >= 0 && objects.address(object) + objects.shallow(object) == end;
  }

  private int fieldInside(EdgeKind kind, int name) {
    return kind == EdgeKind.FIELD
        ? inside.computeIfAbsent(
            name, field -> field(References.THROUGH_MEMORY + fields.get(field)))
        : inside.computeIfAbsent(-1, items -> field(References.THROUGH_MEMORY));
  }

  private void add(int target, EdgeKind kind, long name) {
    long number =
        switch (kind) {
          case KEY, ATTRIBUTE -> byAddress.at(name);
          case INDEX, FIELD -> Math.min(name, LARGEST_NAME);
        };
    edges.add(target, kind.code(), (int) number);
  }

  @Override
  public void role(ObjectRole role) {
    objects.role(from, role);
  }

  @Override
  public long owns(long address) {
    return give(address, from);
  }

  private long give(long address, int object) {
    long bytes = buffers.give(address, object);
    if (bytes == 0) {
      refer(object, address);
    }
    return bytes;
  }

  @Override
  public void sparse(long table, long bytes, long entries, long rebuilt) {
    sparse.add(from, table, bytes, entries, rebuilt);
  }

  @Override
  public long ownsStructure(long address) {
    long bytes = buffers.giveStructure(address, from);
    if (bytes == 0) {
      offer(address);
      refer(from, address);
    }
    return bytes;
  }

  private void offer(long address) {
    if (address != 0 && offeredBy.count() < MOST_OFFERED && buffers.around(address) >= 0) {
      offeredAddresses.add(address);
      offeredBy.add(from);
    }
  }

  @Override
  public long mayOwn(long address) {
    long bytes = buffers.lend(address, from);
    if (bytes == 0) {
      offer(address);
      refer(from, address);
    }
    return bytes;
  }

  @Override
  public long owns(int object, long address) {
    return give(address, mapped.number(object));
  }

  @Override
  public boolean owned(long address) {
    return !buffers.unowned(address);
  }

  @Override
  public void root(long to, RootKind holder, String path) {
    int object = byAddress.at(to);
    if (object >= 0) {
      roots.add(new References.Root(object, holder, path));
    }
  }

  @Override
  public void held(long to, String holder) {
    int object = byAddress.at(to);
    if (object >= 0) {
      held.add(object, numbers.computeIfAbsent(holder, this::holderCalled));
    }
  }

  private int holderCalled(String name) {
    return buffers.addHolder(
        new dev.fathom.model.object.Holder(dev.fathom.model.object.Holder.Kind.LIBRARY, name, ""));
  }

  @Override
  public void spelling(long address, String text) {
    int object = byAddress.at(address);
    if (object >= 0 && spellings.size() < MOST_SPELLINGS) {
      spellings.put(object, text);
    } else if (object >= 0) {
      unspelled++;
    }
  }
}
