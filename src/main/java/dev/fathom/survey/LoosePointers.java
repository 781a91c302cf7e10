package dev.fathom.survey;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.elf.ProgramHeader;
import dev.fathom.elf.Symbol;
import dev.fathom.elf.mangling.MangledName;
import dev.fathom.malloc.Segment;
import dev.fathom.model.column.IntColumn;
import dev.fathom.model.column.LongColumn;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.HeldObjects;
import dev.fathom.model.object.Holder;
import dev.fathom.runtime.RangeWords;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.ThreadStacks;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Words in static data and on stacks that lead into allocated memory. Noted while the target is
/// held; what each of them leads to is looked up afterwards.
///
/// **Memory**: 16 bytes a word that is noted, and at the most 64 MiB.
final class LoosePointers {
  private static final int MOST = 1 << 22;
  private static final long MOST_OF_A_STACK = 8L << 20;
  private static final int LOOK_BYTES = 4096;

  /// `struct pthread` in glibc 2.36 (`nptl/descr.h`), which begins at the thread pointer.
  private static final long DESCRIPTOR_BYTES = 0x900;

  private static final long MOST_LOCAL_BYTES = 1 << 16;
  private static final long LOCAL_ALIGNMENT = 64;

  private final LongColumn places = new LongColumn();
  private final LongColumn values = new LongColumn();

  private final List<Segment> leftOut = new ArrayList<>();

  private String executable = "";
  private String program = "";

  // Memory that allocators may have, as pairs of addresses, ascending.
  private long[] starts = new long[0];
  private long[] ends = new long[0];

  /// Says what the program is called: its file may be a link's target.
  void call(String path, String name) {
    executable = path;
    program = name;
  }

  /// Says which areas there are; before the first note.
  void areas(List<Area> areas) {
    List<Area> allocated =
        areas.stream()
            .filter(area -> area.kind() == Area.Kind.HEAP || MappedMemory.isMapping(area))
            .toList();
    starts = allocated.stream().mapToLong(Area::start).toArray();
    ends = allocated.stream().mapToLong(Area::end).toArray();
  }

  /// Says where the lists of an allocator lie: what leads from there holds nothing. Before the
  /// first note.
  void leaveOut(List<Segment> lists) {
    leftOut.addAll(lists);
  }

  /// {@return what notes the same of a part of memory}
  LoosePointers another() {
    LoosePointers other = new LoosePointers();
    other.starts = starts;
    other.ends = ends;
    other.leftOut.addAll(leftOut);
    return other;
  }

  /// Takes over what was noted of a part that lies above all that was noted here.
  void append(LoosePointers above) {
    for (int note = 0; note < above.values.count() && values.count() < MOST; note++) {
      places.add(above.places.get(note));
      values.add(above.values.get(note));
    }
  }

  /// Notes what leads from a range of memory into areas of allocators.
  void note(long start, long end, PageRuns pages, Window window) {
    window.range(end);
    for (int run = pages.at(start); run < pages.count() && pages.start(run) < end; run++) {
      if (pages.readable(run)) {
        long from = Math.max(start, pages.start(run)) + Long.BYTES - 1 & -Long.BYTES;
        long until = Math.min(end, pages.end(run));
        for (long at = from; at < until; at += LOOK_BYTES) {
          note(at, Math.min(until, at + LOOK_BYTES), window);
        }
      }
    }
  }

  /// The same for the part of a stack that is in use.
  void noteStack(Area stack, ThreadStacks stacks, PageRuns pages, Window window) {
    Target.ThreadState thread = stacks.in(stack.start(), stack.end());
    if (thread != null) {
      long pointer = thread.stackPointer();
      note(pointer, Math.min(stack.end(), pointer + MOST_OF_A_STACK), pages, window);
    }
  }

  private void note(long from, long until, Window window) {
    window.require(from, until - from);
    for (long at = from; at + Long.BYTES <= until && values.count() < MOST; at += Long.BYTES) {
      note(at, window.u64(at));
    }
  }

  private boolean isOfList(long place) {
    for (int list = 0; list < leftOut.size(); list++) {
      if (leftOut.get(list).start() <= place && place < leftOut.get(list).end()) {
        return true;
      }
    }
    return false;
  }

  private void note(long place, long value) {
    if (value != 0 && values.count() < MOST && leadsToAllocated(value) && !isOfList(place)) {
      places.add(place);
      values.add(value);
    }
  }

  /// Notes what the registers of threads lead to, and the variables of the main thread's own: those
  /// of the others lie on their stacks.
  void noteThreads(Target target, Target.Hold hold, List<Area> areas, Words words) {
    long localBytes = localBytes(target);
    for (Target.ThreadState thread : target.threads()) {
      for (long value : hold.registers(thread.id())) {
        note(thread.stackPointer(), value);
      }
      long pointer = thread.threadPointer();
      Area area = AddressSpace.areaAt(areas, pointer);
      if (area == null || area.kind() == Area.Kind.STACK) {
        continue;
      }
      long from = Math.max(area.start(), pointer - localBytes + Long.BYTES - 1 & -Long.BYTES);
      long until = Math.min(area.end(), pointer + DESCRIPTOR_BYTES);
      for (long at = from; at < until; at += Long.BYTES) {
        note(at, words.u64(at));
      }
    }
  }

  /// {@return how many bytes the variables have that each thread has for itself, at the most} They
  /// stand below its thread pointer (x86-64, "TLS variant II").
  private static long localBytes(Target target) {
    long bytes = 0;
    for (LoadedModule module : target.modules()) {
      for (ProgramHeader header : module.image().programHeaders()) {
        if (header.type() == ProgramHeader.PT_TLS) {
          bytes += Math.min(header.memorySize(), MOST_LOCAL_BYTES) + LOCAL_ALIGNMENT;
        }
      }
    }
    return Math.min(bytes, MOST_LOCAL_BYTES);
  }

  private boolean leadsToAllocated(long value) {
    if (starts.length == 0 || value < starts[0] || value >= ends[ends.length - 1]) {
      return false;
    }
    int found = Arrays.binarySearch(starts, value);
    int at = found >= 0 ? found : -found - 2;
    return at >= 0 && value < ends[at];
  }

  /// Finds objects.
  interface Objects extends RangeWords.Ends {
    /// {@return the object to which an address leads, or -1}
    int at(long address);

    /// Whether an address is in the middle of an object that one knows by its beginning.
    boolean leadsInside(int object, long address);
  }

  /// {@return the addresses of pages that stand in static variables; ascending}
  long[] pagesInVariables(List<Area> areas) {
    long[] pages = new long[values.count()];
    int count = 0;
    for (int note = 0; note < values.count(); note++) {
      if (values.get(note) % LOOK_BYTES == 0) {
        Area area = AddressSpace.areaAt(areas, places.get(note));
        if (area != null && area.kind().staticData()) {
          pages[count++] = values.get(note);
        }
      }
    }
    pages = Arrays.copyOf(pages, count);
    Arrays.sort(pages);
    return pages;
  }

  /// {@return what a static variable is called}
  Holder variable(List<Area> areas, List<LoadedModule> modules, long start) {
    Map<Long, LoadedModule> byStart = new HashMap<>();
    modules.forEach(module -> byStart.put(module.start(), module));
    Area area = AddressSpace.areaAt(areas, start);
    return area == null
        ? new Holder(Holder.Kind.LIBRARY, "", offset(start))
        : holder(area, byStart, start, false);
  }

  /// Names, for each buffer that no object owns and for each object, the first place that has its
  /// address; variables before stacks.
  ///
  /// @param modules the programs and libraries that areas are part of
  /// @param found finds the object to which an address leads
  /// @param parts whether the parts of a variable are told apart
  /// @return the places that lead to none, and may lead into buffers
  Resolved resolve(
      List<Area> areas,
      List<LoadedModule> modules,
      BufferTable buffers,
      Objects found,
      boolean parts,
      HeldObjects objects) {
    Map<Long, LoadedModule> byStart = new HashMap<>();
    modules.forEach(module -> byStart.put(module.start(), module));
    Resolved resolved = new Resolved(areas, byStart, buffers, parts);
    for (boolean stacks : new boolean[] {false, true}) {
      IntColumn inside = new IntColumn();
      IntColumn insideAreas = new IntColumn();
      int area = 0;
      long lastPlace = 0;
      RangeWords ranges = new RangeWords(found);
      for (int note = 0; note < values.count(); note++) {
        long place = places.get(note);
        area = place < lastPlace ? 0 : area;
        lastPlace = place;
        while (area < areas.size() && areas.get(area).end() <= place) {
          area++;
        }
        if (area == areas.size()
            || areas.get(area).start() > place
            || (areas.get(area).kind() == Area.Kind.STACK) != stacks) {
          continue;
        }
        int number = note;
        if (ranges.isEnd(place / Long.BYTES, values.get(note), words -> beside(number, words))) {
          continue;
        }
        int object = found.at(values.get(note));
        int buffer = object >= 0 ? -1 : buffers.near(values.get(note));
        if (object >= 0 && found.leadsInside(object, values.get(note))) {
          inside.add(note); // what leads to its beginning comes first
          insideAreas.add(area);
        } else if (object >= 0) {
          objects.add(object, resolved.number(area, place));
        } else if (buffer >= 0 && buffers.isFree(buffer)) {
          buffers.hold(buffer, resolved.number(area, place));
        } else if (buffer < 0 && buffers.around(values.get(note)) >= 0) {
          resolved.notes.add(note);
          resolved.noteAreas.add(area);
        }
      }
      for (int at = 0; at < inside.count(); at++) {
        int note = inside.get(at);
        objects.add(
            found.at(values.get(note)),
            resolved.numberInside(insideAreas.get(at), places.get(note)));
      }
    }
    return resolved;
  }

  /// {@return what was noted some words further on; 0 where nothing was}
  private long beside(int note, int words) {
    long place = places.get(note) + (long) words * Long.BYTES;
    for (int at = note; at >= 0 && at < values.count(); at += Integer.signum(words)) {
      if (places.get(at) == place) {
        return values.get(at);
      }
      if (Math.abs(at - note) >= Math.abs(words)) {
        break;
      }
    }
    return 0;
  }

  /// Places outside all objects that have an address inside a buffer.
  final class Resolved implements HeldMemory.Places {
    private final List<Area> areas;
    private final Map<Long, LoadedModule> modules;
    private final BufferTable buffers;
    private final boolean parts;
    private final Map<Holder, Integer> numbers = new HashMap<>();
    private final IntColumn notes = new IntColumn();
    private final IntColumn noteAreas = new IntColumn();

    private Resolved(
        List<Area> areas, Map<Long, LoadedModule> modules, BufferTable buffers, boolean parts) {
      this.areas = areas;
      this.modules = modules;
      this.buffers = buffers;
      this.parts = parts;
    }

    private int number(int area, long place) {
      return numbers.computeIfAbsent(
          holder(areas.get(area), modules, place, parts), buffers::addHolder);
    }

    private int numberInside(int area, long place) {
      return numbers.computeIfAbsent(
          holder(areas.get(area), modules, place, parts).inside(), buffers::addHolder);
    }

    @Override
    public int count() {
      return notes.count();
    }

    @Override
    public long address(int place) {
      return values.get(notes.get(place));
    }

    @Override
    public void take(int buffer, int place) {
      buffers.hold(buffer, number(noteAreas.get(place), places.get(notes.get(place))));
    }
  }

  private Holder holder(Area area, Map<Long, LoadedModule> modules, long place, boolean parts) {
    LoadedModule module = area.binary() == null ? null : modules.get(area.binary().start());
    if (module == null && area.kind().staticData()) {
      String name = area.name().substring(area.name().lastIndexOf('/') + 1);
      return new Holder(Holder.Kind.LIBRARY, name, offset(place - area.start()));
    }
    if (module == null) {
      boolean stack = area.kind() == Area.Kind.STACK;
      String name = stack && !area.name().equals("[stack]") ? area.name() : "main thread";
      return new Holder(Holder.Kind.STACK, name, stack ? "" : Holder.THREAD_LOCALS);
    }
    return new Holder(Holder.Kind.LIBRARY, nameOf(module), symbol(module, place, parts));
  }

  private String nameOf(LoadedModule module) {
    return module.path().equals(executable) ? program : module.name();
  }

  private static String symbol(LoadedModule module, long place, boolean parts) {
    long address = place - module.bias();
    try {
      Optional<Symbol> symbol = module.image().nearestSymbol(address);
      return symbol
          .filter(found -> found.covers(address))
          .map(found ->
              MangledName.symbol(found.name()).orElse(found.name())
                  + (parts && address > found.value() ? offset(address - found.value()) : ""))
          .orElseGet(() -> offset(address));
    } catch (ElfFormatException malformed) {
      return offset(address); // a damaged symbol table names nothing
    }
  }

  /// {@return what stands for the name of a variable that has none any more, or of a part of one}
  private static String offset(long bytes) {
    return "+0x" + Long.toHexString(bytes);
  }
}
