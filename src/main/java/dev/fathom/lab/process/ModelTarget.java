package dev.fathom.lab.process;

import dev.fathom.lab.machine.Machine;
import dev.fathom.lab.machine.MachineArea;
import dev.fathom.lab.machine.Row;
import dev.fathom.model.HoldMethod;
import dev.fathom.model.Identity;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.MappedFiles;
import dev.fathom.target.Memory;
import dev.fathom.target.StandingStill;
import dev.fathom.target.Target;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A process of the model as the analysers see any process: mappings, pages, bytes. It stands still
/// while it is looked at, because nothing else moves it, and looking changes nothing in it: reads
/// go past its page table.
public final class ModelTarget implements Target {
  private static final int PAGE_BYTES = ModelProcess.PAGE_BYTES;

  private final ModelProcess process;
  private final ModelMemory memory = new ModelMemory();
  private List<Mapping> mappings = List.of();
  private PageRuns pages = new PageRuns.Builder().build();
  private List<LoadedModule> modules = List.of();

  private ModelTarget(ModelProcess process) {
    this.process = process;
  }

  /// {@return the process as it is now}
  public static ModelTarget of(ModelProcess process) {
    ModelTarget target = new ModelTarget(process);
    target.look();
    target.modules = LoadedModule.find(target.mappings, new NoFiles(), target.memory);
    return target;
  }

  private void look() {
    List<Mapping> found = new ArrayList<>();
    PageRuns.Builder runs = new PageRuns.Builder();
    Machine machine = process.machine();
    List<MachineArea> areas = process.task().areas();
    for (int index = 0; index < areas.size(); index++) {
      MachineArea area = areas.get(index);
      Counts counts = new Counts();
      for (int page = area.first(); page < area.end(); page++) {
        Row row = machine.row(process.task(), page);
        counts.add(row);
        long start = (long) page * PAGE_BYTES;
        boolean ofFile = row.isPresent() && machine.isCached(row.frame());
        int state =
            row.isPresent()
                ? PageRuns.PRESENT | (ofFile ? PageRuns.FILE : 0)
                : row.swapped() ? PageRuns.SWAPPED : 0;
        if (state != 0) {
          runs.add(start, start + PAGE_BYTES, state);
        }
      }
      found.add(mapping(area, inode(areas, index), counts.counters()));
    }
    mappings = merged(found);
    pages = runs.build();
  }

  /// Pages of one file have one number; anonymous memory has none.
  private static long inode(List<MachineArea> areas, int index) {
    if (areas.get(index).file().isEmpty()) {
      return 0;
    }
    long first = index;
    while (first > 0 && areas.get((int) first - 1).file().equals(areas.get(index).file())) {
      first--;
    }
    return first + 1;
  }

  private static Mapping mapping(MachineArea area, long inode, PageCounters counters) {
    String name =
        switch (area.label()) {
          case "heap" -> "[heap]";
          case "stack" -> "[stack]";
          default -> area.file().isPresent() ? "/model/" + area.label() : "";
        };
    return new Mapping(
        (long) area.first() * PAGE_BYTES,
        (long) area.end() * PAGE_BYTES,
        "r" + (area.writable() ? "w" : "-") + "-" + (area.shared() ? "s" : "p"),
        (long) area.filePage() * PAGE_BYTES,
        "00:01",
        inode,
        name,
        counters,
        false);
  }

  /// Neighbours that are alike are one mapping to the kernel.
  private static List<Mapping> merged(List<Mapping> found) {
    List<Mapping> mappings = new ArrayList<>();
    for (Mapping next : found) {
      Mapping last = mappings.isEmpty() ? null : mappings.getLast();
      if (last != null
          && last.end() == next.start()
          && last.inode() == 0
          && next.inode() == 0
          && last.name().equals(next.name())
          && last.permissions().equals(next.permissions())) {
        mappings.removeLast();
        mappings.add(
            new Mapping(
                last.start(),
                next.end(),
                last.permissions(),
                0,
                last.device(),
                0,
                last.name(),
                last.counters().plus(next.counters()),
                false));
      } else {
        mappings.add(next);
      }
    }
    return mappings;
  }

  @Override
  public Identity identity() {
    return new Identity(
        Identity.Kind.MODEL, process.task().number(), process.task().name(), List.of(), false);
  }

  @Override
  public List<Mapping> mappings() {
    return mappings;
  }

  @Override
  public PageRuns pages() {
    return pages;
  }

  @Override
  public List<ThreadState> threads() {
    return List.of();
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public List<LoadedModule> modules() {
    return modules;
  }

  @Override
  public void prepare() {} // it stands still: all is known at any time

  @Override
  public Hold hold() {
    look();
    return new StandingStill(HoldMethod.MODEL);
  }

  @Override
  public void close() {
    modules.forEach(LoadedModule::close);
  }

  /// What is mapped of a file is all there is of it.
  private static final class NoFiles implements MappedFiles {
    @Override
    public List<Path> paths(Mapping mapping) {
      return List.of();
    }

    @Override
    public boolean read(Mapping mapping, long offset, MemorySegment into) {
      return false;
    }
  }

  /// Adds up a mapping's pages, in bytes.
  private static final class Counts {
    private long resident;
    private double proportional;
    private long alone;
    private long swapped;

    void add(Row row) {
      if (row.isPresent()) {
        resident += PAGE_BYTES;
        proportional += (double) PAGE_BYTES / row.sharers();
        alone += row.sharers() == 1 ? PAGE_BYTES : 0;
      } else if (row.swapped()) {
        swapped += PAGE_BYTES;
      }
    }

    PageCounters counters() {
      return new PageCounters(
          resident,
          Math.round(proportional),
          0,
          resident - alone,
          0,
          alone,
          resident,
          0,
          swapped,
          0);
    }
  }

  /// Reads frames; a page without one is zeros, as the process itself would find it.
  private final class ModelMemory implements Memory {
    private final byte[] page = new byte[PAGE_BYTES];
    private long bytesRead;

    @Override
    public synchronized long read(long address, MemorySegment into, long bytes) {
      long missing = 0;
      for (long done = 0; done < bytes; ) {
        long at = address + done;
        int inPage = (int) (at & PAGE_BYTES - 1);
        int here = (int) Math.min(bytes - done, PAGE_BYTES - inPage);
        missing += read(at, inPage, into.asSlice(done, here));
        done += here;
      }
      return missing;
    }

    private long read(long address, int inPage, MemorySegment into) {
      into.fill((byte) 0);
      if (address < 0 || address >= process.machine().shape().addresses()) {
        return into.byteSize();
      }
      int number = (int) (address / PAGE_BYTES);
      if (process.machine().peek(process.task(), number, page)) {
        MemorySegment.copy(
            page, inPage, into, ValueLayout.JAVA_BYTE, 0, Math.toIntExact(into.byteSize()));
        bytesRead += into.byteSize();
        return 0;
      }
      Row row = process.machine().row(process.task(), number);
      byte @Nullable [] ofFile = process.machine().behind(process.task(), number);
      if (!row.swapped() && ofFile != null) {
        MemorySegment.copy(
            ofFile, inPage, into, ValueLayout.JAVA_BYTE, 0, Math.toIntExact(into.byteSize()));
      }
      return row.allowed() && !row.swapped() ? 0 : into.byteSize();
    }

    @Override
    public synchronized long bytesRead() {
      return bytesRead;
    }
  }
}
