package dev.fathom.survey;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.elf.Symbol;
import dev.fathom.model.column.Extents;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.object.ObjectList;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.PlainMemory;
import dev.fathom.model.object.TypeTable;
import dev.fathom.target.LoadedModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Memory that no allocator handed out and no runtime manages: mappings, and large static
/// variables. Each is an object among the runtime's, so that it has an owner.
///
/// What one mapping is the kernel does not remember: it joins private ones that lie side by side.
/// So one begins where an object or a variable says so, too.
final class MappedMemory {
  /// What has less in memory is no object of its own.
  static final long LEAST_BYTES = 64 << 10;

  private static final int MOST = 1 << 16;

  /// Where more variables lead into one mapping than this, they do not tell where others begin.
  private static final int MOST_CUTS = 64;

  private static final long PAGE_BYTES = 4096;

  private final ObjectTable pieces;

  /// Of each piece, how many of the runtime's objects stand below it.
  private final int[] below;

  private final long lowest;
  private final long highest;
  private final TypeTable types;

  private record Piece(long start, long end, PlainMemory kind) {}

  private MappedMemory(List<Piece> found, ObjectTable objects, TypeTable types, Dialect dialect) {
    this.types = types;
    pieces = new ObjectTable();
    below = new int[found.size()];
    Map<PlainMemory, Integer> ids = new HashMap<>();
    int free = types.count();
    for (int object = 0; object < objects.count() && !found.isEmpty(); object++) {
      free = Math.max(free, objects.type(object) + 1);
    }
    int next = free;
    for (Piece piece : found) {
      int type = ids.computeIfAbsent(piece.kind, kind -> next + ids.size());
      types.put(type, new TypeTable.Type(0, "", piece.kind.type(), dialect));
      types.putMapped(type);
      below[pieces.count()] = objects.atOrBelow(piece.start) + 1;
      pieces.add(piece.start, type, piece.end - piece.start, 0, ObjectRole.ORDINARY, 0);
    }
    int last = pieces.count() - 1;
    lowest = last < 0 ? 0 : pieces.address(0);
    highest = last < 0 ? 0 : pieces.address(last) + pieces.shallow(last);
  }

  /// {@return the runtime's objects and these}
  ///
  /// @param objects not to be used any more: [#without] tells them
  ObjectTable with(ObjectTable objects) {
    return objects.with(pieces);
  }

  /// {@return of all objects those of the runtime, numbered as it does}
  ObjectList without(ObjectTable all) {
    return below.length == 0 ? all : new Others(all);
  }

  private final class Others implements ObjectList {
    private final ObjectTable all;
    private Between last = between(0);

    /// Objects between two of the pieces: among all their numbers are higher by the same.
    private record Between(int from, int until, int shift) {}

    Others(ObjectTable all) {
      this.all = all;
    }

    private Between between(int object) {
      int shift = number(object) - object;
      return new Between(
          shift == 0 ? 0 : below[shift - 1],
          shift == below.length ? Integer.MAX_VALUE : below[shift],
          shift);
    }

    private int among(int object) {
      Between near = last;
      if (object < near.from() || object >= near.until()) {
        near = between(object);
        last = near;
      }
      return object + near.shift();
    }

    @Override
    public int count() {
      return all.count() - below.length;
    }

    @Override
    public long address(int object) {
      return all.address(among(object));
    }

    @Override
    public int type(int object) {
      return all.type(among(object));
    }

    @Override
    public long shallow(int object) {
      return all.shallow(among(object));
    }
  }

  /// {@return the number that one of the runtime's objects has among all}
  int number(int object) {
    int low = 0;
    int high = below.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (below[middle] <= object) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return object + low;
  }

  /// {@return the number among all objects of the piece in which an address lies, or -1}
  int around(long address) {
    if (address < lowest || address >= highest) {
      return -1;
    }
    int piece = pieces.atOrBelow(address);
    return piece >= 0 && address < pieces.address(piece) + pieces.shallow(piece)
        ? below[piece] + piece
        : -1;
  }

  /// {@return where the static variables begin; none of them has a holder but itself}
  long[] variables() {
    long[] starts = new long[pieces.count()];
    int count = 0;
    for (int piece = 0; piece < pieces.count(); piece++) {
      if (types.get(pieces.type(piece)).name().equals(PlainMemory.VARIABLE.type())) {
        starts[count++] = pieces.address(piece);
      }
    }
    return Arrays.copyOf(starts, count);
  }

  /// Whether an area may be memory that somebody has a pointer to.
  static boolean isMapping(Area area) {
    return switch (area.kind()) {
      case ANONYMOUS, SHARED_MEMORY, FILE -> true;
      default -> false;
    };
  }

  /// Looks for it.
  static final class Search {
    private final List<Area> areas;
    private final List<LoadedModule> modules;
    private final PageRuns pages;
    private final Heaps heaps;
    private final Extents chunks;
    private final Extents blocks;
    private final ObjectTable objects;
    private final List<Piece> found = new ArrayList<>();
    private int nearChunk;
    private int nearBlock;

    Search(
        List<Area> areas,
        List<LoadedModule> modules,
        PageRuns pages,
        Heaps heaps,
        Extents chunks,
        Extents blocks,
        ObjectTable objects) {
      this.areas = areas;
      this.modules = modules;
      this.pages = pages;
      this.heaps = heaps;
      this.chunks = chunks;
      this.blocks = blocks;
      this.objects = objects;
    }

    /// {@return what is there}
    ///
    /// @param beginnings addresses at which mappings begin, as objects tell; ascending
    /// @param pointers addresses that variables have; ascending
    /// @param types to which those of the pieces are added
    MappedMemory find(long[] beginnings, long[] pointers, TypeTable types, Dialect dialect) {
      for (int number = 0; number < areas.size(); number++) {
        int last = number;
        if (isMapping(areas.get(number))) {
          while (last + 1 < areas.size() && isOne(areas.get(last), areas.get(last + 1))) {
            last++;
          }
          long start = areas.get(number).start();
          PlainMemory kind =
              switch (areas.get(number).kind()) {
                case SHARED_MEMORY -> PlainMemory.SHARED;
                case FILE -> PlainMemory.FILE;
                default -> PlainMemory.ANONYMOUS;
              };
          free(start, areas.get(last).end(), kind, beginnings, pointers);
        }
        number = last;
      }
      for (LoadedModule module : modules) {
        variables(module);
      }
      found.sort(Comparator.comparingLong(Piece::start));
      return new MappedMemory(
          found.size() > MOST ? List.copyOf(found.subList(0, MOST)) : found,
          objects,
          types,
          dialect);
    }

    /// Whether an area is the same memory as the one before it, of which only a part is used
    /// otherwise: with huge pages, or not written to.
    private static boolean isOne(Area area, Area following) {
      return area.end() == following.start()
          && area.kind() == following.kind()
          && area.name().equals(following.name())
          && area.mapping().inode() == following.mapping().inode()
          && area.mapping().device().equals(following.mapping().device())
          && (area.kind() == Area.Kind.ANONYMOUS
              || following.mapping().fileOffset() - area.mapping().fileOffset() == area.bytes());
    }

    /// Adds what of a range nobody manages.
    private void free(long start, long end, PlainMemory kind, long[] beginnings, long[] pointers) {
      long at = start;
      while (at < end) {
        long free = Math.max(unused(at, chunks), unused(at, blocks));
        free = Math.max(free, outsideHeaps(at));
        if (free > at) {
          at = free;
          continue;
        }
        long until = Math.min(end, Math.min(used(at, chunks), used(at, blocks)));
        until = Math.min(until, nextHeap(at));
        if (kind == PlainMemory.ANONYMOUS) {
          cut(at, until, beginnings, pointers);
        } else {
          add(at, until, kind);
        }
        at = until;
      }
    }

    /// {@return where the pieces end that lie at an address and above it without a gap; the address
    /// where none does}
    private long unused(long address, Extents extents) {
      int piece = at(address, extents);
      return piece < 0 || extents.state(piece) == Extents.NOTHING
          ? address
          : extents.endOfRun(piece);
    }

    private long used(long address, Extents extents) {
      int piece = at(address, extents);
      return piece < 0
          ? extents.count() == 0 ? Long.MAX_VALUE : extents.start(0)
          : extents.end(piece);
    }

    /// {@return the piece that holds an address} They are asked for in ascending order, nearly.
    private int at(long address, Extents extents) {
      if (extents == chunks) {
        nearChunk = extents.at(address, nearChunk);
        return nearChunk;
      }
      nearBlock = extents.at(address, nearBlock);
      return nearBlock;
    }

    private long outsideHeaps(long address) {
      int at = heapAbove(address);
      return at < heaps.ranges().size() && heaps.ranges().get(at).start() <= address
          ? heaps.ranges().get(at).end()
          : address;
    }

    private long nextHeap(long address) {
      int at = heapAbove(address);
      return at < heaps.ranges().size() ? heaps.ranges().get(at).start() : Long.MAX_VALUE;
    }

    /// {@return the first heap that ends above an address}
    private int heapAbove(long address) {
      int low = 0;
      int high = heaps.ranges().size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (heaps.ranges().get(middle).end() > address) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low;
    }

    private void cut(long start, long end, long[] beginnings, long[] pointers) {
      long[] told = within(start, end, beginnings);
      long[] led = told.length == 0 ? within(start, end, pointers) : new long[0];
      long at = start;
      for (long cut : led.length > MOST_CUTS ? new long[0] : told.length > 0 ? told : led) {
        if (cut > at) {
          add(at, cut, PlainMemory.ANONYMOUS);
          at = cut;
        }
      }
      add(at, end, PlainMemory.ANONYMOUS);
    }

    private static long[] within(long start, long end, long[] addresses) {
      int from = Arrays.binarySearch(addresses, start);
      int until = Arrays.binarySearch(addresses, end);
      return Arrays.stream(
              addresses, from < 0 ? ~from : from, Math.max(until < 0 ? ~until : until, 0))
          .filter(address -> address % PAGE_BYTES == 0)
          .distinct()
          .toArray();
    }

    private void add(long start, long end, PlainMemory kind) {
      if (end - start >= LEAST_BYTES && pages.residentBytes(start, end) >= LEAST_BYTES) {
        found.add(new Piece(start, end, kind));
      }
    }

    /// Adds the large variables of a module; of one without symbols, what its data are together.
    private void variables(LoadedModule module) {
      List<Area> data =
          areas.stream()
              .filter(
                  area -> area.kind() == Area.Kind.WRITABLE_DATA || area.kind() == Area.Kind.BSS)
              .filter(area -> area.binary() != null && area.binary().start() == module.start())
              .filter(area -> pages.residentBytes(area.start(), area.end()) > 0)
              .toList();
      if (data.stream().mapToLong(area -> pages.residentBytes(area.start(), area.end())).sum()
          < LEAST_BYTES) {
        return;
      }
      long end = 0;
      for (Symbol symbol : largeVariables(module)) {
        long start = symbol.value() + module.bias();
        if (start >= end && isWithin(data, start, symbol.size())) {
          end = start + symbol.size();
          addVariable(start, end);
        }
      }
      if (end == 0 && module.isStripped()) {
        for (Area area : data) {
          addVariable(area.start(), area.end());
        }
      }
    }

    private static List<Symbol> largeVariables(LoadedModule module) {
      try {
        return module.image().largeVariables(LEAST_BYTES).stream()
            .sorted(Comparator.comparingLong(Symbol::value))
            .toList();
      } catch (ElfFormatException malformed) {
        return List.of(); // a damaged symbol table names nothing
      }
    }

    private static boolean isWithin(List<Area> data, long start, long bytes) {
      long at = start;
      for (Area area : data) {
        if (area.start() <= at && at < area.end()) {
          at = area.end();
        }
      }
      return bytes > 0 && at > start && Long.compareUnsigned(at - start, bytes) >= 0;
    }

    /// A variable in which a runtime has objects, or an allocator chunks, is theirs.
    private void addVariable(long start, long end) {
      int object = objects.atOrBelow(end - 1);
      boolean own =
          unused(start, chunks) == start
              && used(start, chunks) >= end
              && unused(start, blocks) == start
              && used(start, blocks) >= end;
      if (own && (object < 0 || objects.address(object) < start)) {
        add(start, end, PlainMemory.VARIABLE);
      }
    }
  }
}
