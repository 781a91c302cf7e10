package dev.fathom.testing;

import dev.fathom.model.ColumnsInMemory;
import dev.fathom.model.Cost;
import dev.fathom.model.Findings;
import dev.fathom.model.HoldMethod;
import dev.fathom.model.Identity;
import dev.fathom.model.UnreadRuntime;
import dev.fathom.model.column.AddressColumn;
import dev.fathom.model.column.Extents;
import dev.fathom.model.column.IntColumn;
import dev.fathom.model.column.PackedColumn;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.dialect.NoRuntime;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkFrame;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.FreeingRule;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.memory.ReleaseRule;
import dev.fathom.model.memory.SizeSteps;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.Head;
import dev.fathom.model.object.HeldObjects;
import dev.fathom.model.object.Holder;
import dev.fathom.model.object.InstanceLayout;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.PlainMemory;
import dev.fathom.model.object.References;
import dev.fathom.model.object.RootKind;
import dev.fathom.model.object.SparseTables;
import dev.fathom.model.object.TypeTable;
import dev.fathom.runtime.cpython.words.PythonDialect;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Findings of a process that never was, in a few lines:
///
/// ```java
/// Heaps heap = Heaps.python().memory(0x1000, 0x3000).chunk(0x1000, 64, ChunkState.LIVE);
/// int cart = heap.object("Cart", 0x1010, 48);
/// heap.root("__main__.cart", cart);
/// Findings findings = heap.findings();
/// ```
///
/// Nobody else in the tests puts findings together. Objects are told in address order: the number
/// of one is its id. All else comes in any order.
public final class Heaps {
  private static final int PAGE_SHIFT = 12;

  private final List<Findings.RuntimeIdentity> runtimes;
  private final List<UnreadRuntime> unread = new ArrayList<>();
  private final List<Area> areas = new ArrayList<>();
  private final NavigableMap<Long, Integer> pages = new TreeMap<>();

  /// As glibc's: a header of 48 bytes, a smallest chunk of 32, a pad of 128 KiB.
  private static final ReleaseRule RELEASE =
      new ReleaseRule(
          "release()",
          "",
          "",
          48,
          33,
          128 << 10,
          "THRESHOLD",
          "ARENAS",
          new FreeingRule(1040, 7, 128, 64 << 10, 32 << 20, SizeSteps.EXACT));

  private static final long TRIM_THRESHOLD = 128 << 10;

  private final List<dev.fathom.model.memory.Heaps.NamedArena> arenas = new ArrayList<>();
  private final List<dev.fathom.model.memory.Heaps.Range> ranges = new ArrayList<>();
  private final List<Piece> chunks = new ArrayList<>();
  private final List<Piece> blocks = new ArrayList<>();
  private final PoolTable pools = new PoolTable();
  private final ObjectTable objects = new ObjectTable();
  private final TypeTable types = new TypeTable();
  private final Map<String, Integer> typesByName = new HashMap<>();
  private final List<List<Edge>> edges = new ArrayList<>();
  private final List<String> fields = new ArrayList<>();
  private final Map<Integer, String> spellings = new HashMap<>();
  private final List<References.Root> roots = new ArrayList<>();
  private final NavigableMap<Long, Buffer> buffers = new TreeMap<>();
  private final List<Holder> holders = new ArrayList<>();
  private final HeldObjects held = new HeldObjects();
  private final SparseTables sparse = new SparseTables();

  private record Piece(long start, long end, int state) {}

  private record Edge(int target, EdgeKind kind, int name) {}

  private record Buffer(long end, int owner, int holder) {}

  private Heaps(List<Findings.RuntimeIdentity> runtimes) {
    this.runtimes = runtimes;
  }

  /// A process in which a runtime was found that speaks in these words.
  public static Heaps of(Dialect dialect) {
    return new Heaps(
        List.of(new Findings.RuntimeIdentity(dialect, "", dialect.title(), false, "")));
  }

  /// A process in which Python runs.
  public static Heaps python() {
    return of(new PythonDialect());
  }

  /// A process in which no runtime was found.
  public static Heaps plain() {
    return new Heaps(List.of());
  }

  /// Adds a runtime whose heap is not read.
  public Heaps unread(String title, UnreadRuntime.Place place) {
    unread.add(new UnreadRuntime("unread", title, "something says what is in it", place));
    return this;
  }

  /// Adds anonymous memory, all of it resident, that no area of another kind is cut from.
  public Heaps memory(long start, long end) {
    return area(Area.Kind.ANONYMOUS, start, end);
  }

  /// Adds a mapping that is one area; all of it is resident.
  public Heaps area(Area.Kind kind, long start, long end) {
    Mapping mapping = new Mapping(start, end, "rw-p", 0, "00:00", 0, "", PageCounters.NONE, false);
    areas.add(new Area(start, end, kind, "", mapping, null));
    return pages(start, end, PageRuns.PRESENT);
  }

  /// Pages of a file, all in memory.
  public Heaps file(Area.Kind kind, String path, long start, long end) {
    Mapping mapping =
        new Mapping(start, end, "r--p", 0, "00:01", 7, path, PageCounters.NONE, false);
    areas.add(new Area(start, end, kind, path, mapping, null));
    return pages(start, end, PageRuns.PRESENT);
  }

  /// Pages were never touched.
  public Heaps absent(long start, long end) {
    pages.subMap(start >>> PAGE_SHIFT, end >>> PAGE_SHIFT).clear();
    return this;
  }

  /// Pages are in a state that [PageRuns] knows.
  public Heaps pages(long start, long end, int state) {
    for (long page = start >>> PAGE_SHIFT; page < end >>> PAGE_SHIFT; page++) {
      pages.put(page, state);
    }
    return this;
  }

  /// Adds an arena that fills a range.
  ///
  /// @param release what `malloc_trim` gives back of it
  public Heaps arena(Arena.Kind kind, Arena.Release release, long start, long end) {
    ranges.add(new dev.fathom.model.memory.Heaps.Range(arenas.size(), start, end));
    Arena arena =
        new Arena(arenas.size(), kind, Arena.NOT_SAID, TRIM_THRESHOLD, release, List.of());
    arenas.add(
        new dev.fathom.model.memory.Heaps.NamedArena("made up", arena, ChunkFrame.NONE, RELEASE));
    return this;
  }

  public Heaps chunk(long start, long bytes, ChunkState state) {
    chunks.add(new Piece(start, start + bytes, state.code()));
    return this;
  }

  public Heaps block(long start, long bytes, BlockState state) {
    blocks.add(new Piece(start, start + bytes, state.code()));
    return this;
  }

  /// Adds a pool, above those that are there.
  public Heaps pool(long start, int blockBytes, int capacity, int live) {
    return pool(start, blockBytes, capacity, live, PoolTable.NO_ARENA);
  }

  /// Adds a pool of an arena, above those that are there.
  public Heaps pool(long start, int blockBytes, int capacity, int live, int arena) {
    pools.add(start, blockBytes, capacity, live, arena);
    return this;
  }

  /// The number of a type, which is made when it is first named.
  ///
  /// @param name `module.Name`, or the bare name of a built-in one, or what memory is called that
  ///   is of no type
  public int type(String name) {
    return typesByName.computeIfAbsent(
        name,
        key -> {
          int dot = key.lastIndexOf('.');
          Dialect dialect = runtimes.isEmpty() ? new NoRuntime() : runtimes.getFirst().dialect();
          String bare = dialect.isMereMemory() ? "" : "builtins";
          String module = dot < 0 ? bare : key.substring(0, dot);
          int id = types.count();
          types.put(id, new TypeTable.Type(1, module, key.substring(dot + 1), dialect));
          for (PlainMemory plain : PlainMemory.values()) {
            if (plain.type().equals(key)) {
              putPlain(id, plain, dialect);
            }
          }
          return id;
        });
  }

  private void putPlain(int id, PlainMemory plain, Dialect dialect) {
    boolean chunk = plain == PlainMemory.CHUNK;
    types.put(id, new TypeTable.Type(0, "", plain.type(), chunk ? new NoRuntime() : dialect));
    if (!chunk) {
      types.putMapped(id);
    }
  }

  /// Says how the instances of a type are laid out.
  public Heaps layout(String type, InstanceLayout layout) {
    types.putLayout(type(type), layout);
    return this;
  }

  /// Says what head the instances of a type have.
  public Heaps head(String type, Head head) {
    types.putHead(type(type), head);
    return this;
  }

  /// Adds an object to which one reference is counted. Returns its id.
  public int object(String type, long address, long shallow) {
    return object(type, address, shallow, 0, ObjectRole.ORDINARY, 1);
  }

  /// Adds an object. Returns its id.
  ///
  /// @param headBytes what the collector has right before it
  /// @param references how many are counted; 0 where nobody counts
  public int object(
      String type, long address, long shallow, int headBytes, ObjectRole role, long references) {
    if (!objects.add(address, type(type), shallow, headBytes, role, references)) {
      throw new IllegalArgumentException("objects come in address order");
    }
    edges.add(new ArrayList<>());
    return objects.count() - 1;
  }

  /// An object refers to another by a field of its own.
  public Heaps edge(int from, String field, int to) {
    if (!fields.contains(field)) {
      fields.add(field);
    }
    return add(from, new Edge(to, EdgeKind.FIELD, fields.indexOf(field)));
  }

  /// A sequence refers to what it has at a place.
  public Heaps item(int from, int place, int to) {
    return add(from, new Edge(to, EdgeKind.INDEX, place));
  }

  /// The same by an address in the middle of it.
  public Heaps middle(int from, int place, int to) {
    return add(from, new Edge(to, EdgeKind.INDEX, EdgeTable.middleName(place)));
  }

  /// A table refers to what it has under a key.
  public Heaps entry(int from, int key, int to) {
    return add(from, new Edge(to, EdgeKind.KEY, key));
  }

  /// An object refers to its attribute.
  ///
  /// @param name the object that spells it
  public Heaps attribute(int from, int name, int to) {
    return add(from, new Edge(to, EdgeKind.ATTRIBUTE, name));
  }

  private Heaps add(int from, Edge edge) {
    edges.get(from).add(edge);
    return this;
  }

  /// What an object spells that names others.
  public Heaps spelling(int object, String text) {
    spellings.put(object, text);
    return this;
  }

  /// A module reaches an object.
  public Heaps root(String path, int object) {
    roots.add(new References.Root(object, RootKind.MODULE, path));
    return this;
  }

  /// A function that runs reaches an object.
  public Heaps frame(String path, int object) {
    roots.add(new References.Root(object, RootKind.FUNCTION, path));
    return this;
  }

  /// A live block or chunk without an object, and the object that owns it.
  public Heaps buffer(long start, long bytes, int owner) {
    buffers.put(start, new Buffer(start + bytes, owner, BufferTable.NOBODY));
    return this;
  }

  /// A buffer of an object that is much larger than what is in it needs.
  ///
  /// @param entries how many are in it
  /// @param rebuilt bytes of a new one
  public Heaps sparse(int owner, long start, long bytes, long entries, long rebuilt) {
    sparse.add(owner, start, bytes, entries, rebuilt);
    return buffer(start, bytes, owner);
  }

  /// A live chunk to which a word leads that is in no object.
  public Heaps heldBuffer(long start, long bytes, Holder.Kind kind, String name) {
    buffers.put(start, new Buffer(start + bytes, BufferTable.NOBODY, holder(kind, name)));
    return this;
  }

  /// An object to which a word leads that is in no object.
  public Heaps held(int object, Holder.Kind kind, String name) {
    held.add(object, holder(kind, name));
    return this;
  }

  private int holder(Holder.Kind kind, String name) {
    holders.add(new Holder(kind, name, ""));
    return holders.size() - 1;
  }

  public Findings findings() {
    PageRuns runs = pages();
    List<Area> counted = counted(runs);
    List<Mapping> mappings = counted.stream().map(Area::mapping).toList();
    return Findings.of(
            new Identity(Identity.Kind.LIVE, 4242, "/bin/made-up", List.of("/bin/made-up"), false))
        .runtimes(runtimes)
        .unread(List.copyOf(unread))
        .columns(
            new ColumnsInMemory()
                .mappings(mappings)
                .areas(counted)
                .pages(runs)
                .heaps(new dev.fathom.model.memory.Heaps(arenas, ranges))
                .chunks(extents(chunks))
                .blocks(extents(blocks))
                .pools(pools)
                .objects(objects)
                .types(types)
                .buffers(buffers())
                .references(
                    new References(
                        edges(),
                        List.copyOf(roots),
                        Map.copyOf(spellings),
                        List.copyOf(fields),
                        held))
                .sparse(sparse))
        .build();
  }

  /// The findings of a process as if the pages of another look were its own.
  public static Findings onPagesOf(Findings live, Findings other) {
    return Findings.of(live.identity())
        .runtimes(live.runtimes())
        .allocators(live.allocators())
        .columns(
            new ColumnsInMemory(live.columns()).mappings(other.mappings()).pages(other.pages()))
        .cost(live.cost())
        .kernel(other.kernel())
        .warnings(live.warnings())
        .build();
  }

  /// The findings as if the target had been let go when memory from an address on was not read.
  public static Findings stoppedEarly(Findings whole, long unreadFrom) {
    return Findings.of(whole.identity())
        .runtimes(whole.runtimes())
        .allocators(whole.allocators())
        .columns(new ColumnsInMemory(whole.columns()))
        .cost(new Cost(HoldMethod.NONE, 0, 0, 0, unreadFrom, 0, 0))
        .kernel(whole.kernel())
        .warnings(whole.warnings())
        .build();
  }

  private PageRuns pages() {
    PageRuns.Builder builder = new PageRuns.Builder();
    pages.forEach(
        (page, state) -> builder.add(page << PAGE_SHIFT, (page + 1) << PAGE_SHIFT, state));
    return builder.build();
  }

  /// The areas in order, with what the kernel would count of each.
  private List<Area> counted(PageRuns runs) {
    return areas.stream()
        .sorted(Comparator.comparingLong(Area::start))
        .map(area -> {
          long rss = runs.residentBytes(area.start(), area.end());
          PageCounters counters = new PageCounters(rss, rss, 0, 0, 0, rss, rss, 0, 0, 0);
          return new Area(
              area.start(),
              area.end(),
              area.kind(),
              area.name(),
              area.mapping().with(counters),
              null);
        })
        .toList();
  }

  private static Extents extents(List<Piece> pieces) {
    Extents.Builder builder = new Extents.Builder();
    pieces.stream()
        .sorted(Comparator.comparingLong(Piece::start))
        .forEach(piece -> {
          if (!builder.add(piece.start(), piece.end(), piece.state())) {
            throw new IllegalArgumentException("overlaps the one before: " + piece);
          }
        });
    return builder.build();
  }

  private EdgeTable edges() {
    AddressColumn firsts = new AddressColumn();
    IntColumn targets = new IntColumn();
    PackedColumn names = new PackedColumn();
    for (List<Edge> each : edges) {
      firsts.add(targets.count());
      for (Edge edge : each) {
        targets.add(edge.target());
        names.add(EdgeTable.nameWord(edge.kind().code(), edge.name()));
      }
    }
    return EdgeTable.of(firsts, targets, names);
  }

  private BufferTable buffers() {
    AddressColumn payloads = new AddressColumn();
    AddressColumn ends = new AddressColumn();
    int[] owners = new int[buffers.size()];
    int[] holding = new int[buffers.size()];
    buffers.forEach((start, buffer) -> {
      owners[payloads.count()] = buffer.owner();
      holding[payloads.count()] = buffer.holder();
      payloads.add(start);
      ends.add(buffer.end());
    });
    return BufferTable.of(payloads, ends, owners, new BitSet(), holding, holders);
  }
}
