package dev.fathom.testing;

import dev.fathom.model.HoldMethod;
import dev.fathom.model.Identity;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Memory;
import dev.fathom.target.StandingStill;
import dev.fathom.target.Target;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A process as it was at one moment, in our own memory: mappings, page states and bytes, all of
/// which can be changed. What a reader makes of damage can so be tried out thousands of times.
///
/// A copy shares the bytes of the original until it changes them. The kernel's counters of a
/// mapping follow the states of its pages: they state how many are resident, and nothing else.
public final class RecordedTarget implements Target {
  /// The page is there and written.
  public static final int RESIDENT = PageRuns.PRESENT;

  /// The page is swapped out: its bytes cannot be had.
  public static final int SWAPPED = PageRuns.SWAPPED;

  /// The zero page: there, but in no Rss.
  public static final int ZERO = PageRuns.PRESENT | PageRuns.ZERO;

  /// Never touched.
  public static final int ABSENT = 0;

  private static final int PAGE_BYTES = 4096;
  private static final int PAGE_SHIFT = 12;

  private final Identity identity;
  private final List<LoadedModule> modules;
  private final List<ThreadState> threads;
  private final List<Mapping> mappings;

  /// The same with the counters that their pages make; null where those have changed.
  private @Nullable List<Mapping> counted;

  /// The states as runs; null where they have changed.
  private @Nullable PageRuns runs;

  /// By page number: the state of those that are not absent.
  private final NavigableMap<Long, Integer> states;

  /// By page number: bytes, of the original and of this copy.
  private final Map<Long, byte[]> recorded;

  private final Map<Long, byte[]> changed = new HashMap<>();

  private final Memory memory = new RecordedMemory();

  private RecordedTarget(
      Identity identity,
      List<LoadedModule> modules,
      List<ThreadState> threads,
      List<Mapping> mappings,
      NavigableMap<Long, Integer> states,
      Map<Long, byte[]> recorded) {
    this.identity = identity;
    this.modules = modules;
    this.threads = threads;
    this.mappings = mappings;
    this.states = states;
    this.recorded = recorded;
  }

  /// A process of which nothing is known but its name.
  public static RecordedTarget empty(Identity identity) {
    return new RecordedTarget(
        identity, List.of(), List.of(), new ArrayList<>(), new TreeMap<>(), Map.of());
  }

  /// Records another target, which must stay open as long as this is used: the files of its modules
  /// are read through it.
  public static RecordedTarget of(Target target) throws ProcessAccessException {
    Hold hold = target.hold();
    try (hold;
        Arena arena = Arena.ofConfined()) {
      NavigableMap<Long, Integer> states = new TreeMap<>();
      PageRuns pages = target.pages();
      for (int run = 0; run < pages.count(); run++) {
        int state = pages.swapped(run) ? SWAPPED : pages.resident(run) ? RESIDENT : ZERO;
        for (long at = pages.start(run); at < pages.end(run); at += PAGE_BYTES) {
          states.put(at >>> PAGE_SHIFT, state);
        }
      }
      Map<Long, byte[]> recorded = new HashMap<>();
      MemorySegment into = arena.allocate(PAGE_BYTES);
      for (Mapping mapping : target.mappings()) {
        for (long at = mapping.start(); at < mapping.end(); at += PAGE_BYTES) {
          Integer state = states.get(at >>> PAGE_SHIFT);
          boolean worth = mapping.ofFile() || (state != null && state == RESIDENT);
          if (worth && !mapping.special() && target.memory().read(at, into, PAGE_BYTES) == 0) {
            recorded.put(at >>> PAGE_SHIFT, into.toArray(ValueLayout.JAVA_BYTE));
          }
        }
      }
      return new RecordedTarget(
          target.identity(),
          target.modules(),
          target.threads(),
          new ArrayList<>(target.mappings()),
          states,
          recorded);
    }
  }

  /// Another one with the same content.
  public RecordedTarget copy() {
    RecordedTarget copy =
        new RecordedTarget(
            identity, modules, threads, new ArrayList<>(mappings), new TreeMap<>(states), recorded);
    copy.changed.putAll(changed);
    return copy;
  }

  /// The addresses of all pages that are resident and belong to a mapping that can be written.
  public long[] writablePages() {
    List<Long> pages = new ArrayList<>();
    for (Mapping mapping : mappings) {
      if (mapping.writable() && !mapping.special()) {
        states
            .subMap(mapping.start() >>> PAGE_SHIFT, mapping.end() >>> PAGE_SHIFT)
            .forEach((page, state) -> {
              if (state == RESIDENT) {
                pages.add(page << PAGE_SHIFT);
              }
            });
      }
    }
    return pages.stream().mapToLong(Long::longValue).toArray();
  }

  /// The word at an aligned address; 0 where nothing was recorded.
  public long word(long address) {
    byte[] page = content(address >>> PAGE_SHIFT);
    return page == null ? 0 : words(page).getLong((int) address & (PAGE_BYTES - Long.BYTES));
  }

  /// Writes a word at an aligned address.
  public void word(long address, long value) {
    words(own(address)).putLong((int) address & (PAGE_BYTES - Long.BYTES), value);
  }

  /// Writes a whole page.
  public void page(long address, byte[] content) {
    System.arraycopy(content, 0, own(address), 0, PAGE_BYTES);
  }

  /// The bytes of a page.
  public byte[] page(long address) {
    byte[] page = content(address >>> PAGE_SHIFT);
    return page == null ? new byte[PAGE_BYTES] : page.clone();
  }

  /// Makes a page be in another state.
  public void state(long address, int state) {
    if (state == ABSENT) {
      states.remove(address >>> PAGE_SHIFT);
    } else {
      states.put(address >>> PAGE_SHIFT, state);
    }
    counted = null;
    runs = null;
  }

  /// Takes a part of a mapping away, or all of it.
  ///
  /// @param number of the mapping
  /// @param start of what remains of it
  /// @param end of what remains of it; `start` where nothing does
  public void cut(int number, long start, long end) {
    Mapping mapping = mappings.remove(number);
    states.subMap(mapping.start() >>> PAGE_SHIFT, start >>> PAGE_SHIFT).clear();
    states.subMap(end >>> PAGE_SHIFT, mapping.end() >>> PAGE_SHIFT).clear();
    if (start < end) {
      long skipped = mapping.ofFile() ? start - mapping.start() : 0;
      mappings.add(number, with(mapping, start, end, mapping.fileOffset() + skipped));
    }
    counted = null;
    runs = null;
  }

  private byte[] own(long address) {
    return changed.computeIfAbsent(address >>> PAGE_SHIFT, number -> page(address));
  }

  private byte @Nullable [] content(long number) {
    byte[] own = changed.get(number);
    return own != null ? own : recorded.get(number);
  }

  private static ByteBuffer words(byte[] page) {
    return ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Mapping with(Mapping mapping, long start, long end, long fileOffset) {
    long resident =
        mapping.special()
            ? 0
            : states.subMap(start >>> PAGE_SHIFT, end >>> PAGE_SHIFT).values().stream()
                .filter(state -> state == RESIDENT)
                .count();
    long rss = resident * PAGE_BYTES;
    return new Mapping(
        start,
        end,
        mapping.permissions(),
        fileOffset,
        mapping.device(),
        mapping.inode(),
        mapping.name(),
        new PageCounters(rss, rss, 0, 0, 0, rss, 0, 0, 0, 0),
        mapping.special());
  }

  private @Nullable Mapping mappingAt(long address) {
    for (Mapping mapping : mappings) {
      if (mapping.contains(address)) {
        return mapping;
      }
    }
    return null;
  }

  @Override
  public Identity identity() {
    return identity;
  }

  @Override
  public List<Mapping> mappings() {
    List<Mapping> now = counted;
    if (now == null) {
      now =
          mappings.stream()
              .map(each -> with(each, each.start(), each.end(), each.fileOffset()))
              .toList();
      counted = now;
    }
    return now;
  }

  @Override
  public PageRuns pages() {
    PageRuns now = runs;
    if (now == null) {
      PageRuns.Builder builder = new PageRuns.Builder();
      states.forEach(
          (page, state) -> builder.add(page << PAGE_SHIFT, (page + 1) << PAGE_SHIFT, state));
      now = builder.build();
      runs = now;
    }
    return now;
  }

  @Override
  public List<ThreadState> threads() {
    return threads;
  }

  @Override
  public List<LoadedModule> modules() {
    return modules;
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public void prepare() {} // it stands still: all is known at any time

  @Override
  public Hold hold() {
    return new StandingStill(HoldMethod.PTRACE);
  }

  @Override
  public void close() {}

  /// Reads page by page.
  private final class RecordedMemory implements Memory {
    private long bytesRead;
    private @Nullable Mapping last;

    @Override
    public long read(long address, MemorySegment into, long bytes) {
      long missing = 0;
      for (long done = 0; done < bytes; ) {
        long at = address + done;
        int inPage = (int) at & (PAGE_BYTES - 1);
        int here = (int) Math.min(bytes - done, PAGE_BYTES - inPage);
        missing += read(at, inPage, into.asSlice(done, here));
        done += here;
      }
      return missing;
    }

    private long read(long address, int inPage, MemorySegment into) {
      long number = address >>> PAGE_SHIFT;
      into.fill((byte) 0);
      Mapping mapping = mapping(address);
      if (mapping == null || mapping.special() || states.getOrDefault(number, 0) == SWAPPED) {
        return into.byteSize();
      }
      int state = states.getOrDefault(number, ABSENT);
      byte[] content = content(number);
      if (content == null || state == ZERO || (state == ABSENT && !mapping.ofFile())) {
        return 0;
      }
      MemorySegment.copy(
          content, inPage, into, ValueLayout.JAVA_BYTE, 0, Math.toIntExact(into.byteSize()));
      synchronized (this) {
        bytesRead += into.byteSize();
      }
      return 0;
    }

    private @Nullable Mapping mapping(long address) {
      Mapping before = last;
      if (before == null || !before.contains(address)) {
        before = mappingAt(address);
        last = before;
      }
      return before;
    }

    @Override
    public synchronized long bytesRead() {
      return bytesRead;
    }
  }
}
