package dev.fathom.lab.machine;

import dev.fathom.lab.machine.Frame.FilePage;
import dev.fathom.lab.machine.PageEntry.SwapSlot;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// RAM, disk, and the kernel between them and the tasks.
public final class Machine {
  /// Bytes of all files and shared memory together.
  private static final long LARGEST_DISK = 1L << 26;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Shape shape;
  private final Ram ram;
  private final MachineCost costs = new MachineCost();
  private final Translations translations = new Translations();
  private final List<Task> tasks = new ArrayList<>();
  private final List<Space> spaces = new ArrayList<>();

  /// Pages of shared memory that are in swap.
  private final Set<FilePage> swappedShared = new HashSet<>();

  private int hand;
  private int usedSlots;
  private long evicted;
  private long writes;
  private long onDisk;

  public Machine(Shape shape) {
    this.shape = shape;
    this.ram = new Ram(shape);
  }

  public Shape shape() {
    return shape;
  }

  /// {@return every task that was ever started, in that order}
  public List<Task> tasks() {
    return List.copyOf(tasks);
  }

  /// Says which frames to hand out next, as far as they are free then.
  ///
  /// @throws MachineException if there is no such frame
  public void prefer(Collection<Integer> frames) {
    frames.forEach(ram::prefer);
  }

  /// {@return a new file, each page of which holds its own byte}
  public BackingFile file(String name, int pages) {
    return backing(name, pages, false);
  }

  /// {@return memory to be shared, which begins as zeros}
  public BackingFile sharedMemory(String name, int pages) {
    return backing(name, pages, true);
  }

  /// {@return a new file of these bytes, rounded up to whole pages}
  public BackingFile file(String name, byte[] contents) {
    occupy(Math.ceilDiv(Math.max(1, contents.length), shape.pageSize()));
    return new BackingFile(name, contents, shape.pageSize());
  }

  private BackingFile backing(String name, int pages, boolean anonymous) {
    occupy(pages);
    return new BackingFile(name, pages, shape.pageSize(), anonymous);
  }

  private void occupy(int pages) {
    if (pages <= 0 || pages > shape.pages()) {
      throw new MachineException("a file needs 1 to " + shape.pages() + " pages");
    }
    onDisk += (long) pages * shape.pageSize();
    if (onDisk > LARGEST_DISK) {
      throw new MachineException("the disk holds at most 64 MiB");
    }
  }

  /// {@return a new process, which may use nothing yet}
  public Task start(String name) {
    return started(name, space(), space());
  }

  private Task started(String name, Space common, Space stacks) {
    Task task = new Task(tasks.size() + 1, name, common, stacks);
    tasks.add(task);
    return task;
  }

  private Space space() {
    Space space = new Space();
    spaces.add(space);
    return space;
  }

  /// Lets a task use an area. No frame is given: only records are changed.
  ///
  /// @throws MachineException if it overlaps another, or lies beyond the addresses or the file
  public void map(Task task, MachineArea area) {
    if (area.end() > shape.pages()) {
      throw new MachineException("a process has only pages 0 to " + (shape.pages() - 1));
    }
    boolean taken =
        task.areas().stream()
            .anyMatch(other -> area.first() < other.end() && other.first() < area.end());
    if (taken) {
      throw new MachineException("some of these pages are in use already");
    }
    boolean beyond =
        area.file().map(file -> area.filePage() + area.count() > file.pages()).orElse(false);
    if (beyond) {
      throw new MachineException("the file has not so many pages");
    }
    task.spaceOf(area).areas.add(area);
  }

  /// Takes pages from a task; areas that lie partly in them are cut.
  public void unmap(Task task, int first, int count) {
    for (Space space : List.of(task.common, task.stacks)) {
      for (MachineArea area : List.copyOf(space.areas)) {
        int from = Math.max(area.first(), first);
        int to = Math.min(area.end(), first + count);
        if (from < to) {
          space.areas.remove(area);
          if (area.first() < from) {
            space.areas.add(area.resized(area.first(), from - area.first()));
          }
          if (to < area.end()) {
            space.areas.add(area.resized(to, area.end() - to));
          }
        }
      }
      dropRange(space, first, count);
    }
    forgetUnmapped();
  }

  /// Makes an area of private memory longer or shorter at its end, as `brk` does with the heap.
  ///
  /// @throws MachineException if there is no such area, it would vanish, or the pages are taken
  public void grow(Task task, String label, int pages) {
    MachineArea area =
        task.common.areas.stream()
            .filter(each -> each.label().equals(label) && each.file().isEmpty())
            .findFirst()
            .orElseThrow(() -> new MachineException("there is no " + label + " to grow"));
    if (area.count() + pages < 1) {
      throw new MachineException("the " + label + " has not so many pages");
    }
    task.common.areas.remove(area);
    try {
      map(task, area.resized(area.first(), area.count() + pages));
    } catch (MachineException taken) {
      task.common.areas.add(area);
      throw taken;
    }
    if (pages < 0) {
      dropRange(task.common, area.end() + pages, -pages);
    }
  }

  /// Takes the frames of private pages away, but leaves the pages: who touches them again finds
  /// zeros. That is `madvise(MADV_DONTNEED)`.
  public void discard(Task task, int first, int count) {
    for (Space space : List.of(task.common, task.stacks)) {
      dropRange(space, first, count);
    }
  }

  /// Moves pages with all that is in them to other addresses, as `mremap` does: only the page table
  /// changes.
  ///
  /// @throws MachineException if the pages are not one area, or those at the new place are taken
  public void move(Task task, int first, int count, int to) {
    MachineArea area =
        task.common.areas.stream()
            .filter(each -> each.first() == first && each.count() == count)
            .findFirst()
            .orElseThrow(() -> new MachineException("only a whole area can be moved"));
    task.common.areas.remove(area);
    try {
      map(task, area.resized(to, count));
    } catch (MachineException taken) {
      task.common.areas.add(area);
      throw taken;
    }
    var range = task.common.table.subMap(first, first + count);
    List<PageEntry> entries = new ArrayList<>(range.values());
    List<Integer> pages = new ArrayList<>(range.keySet());
    range.clear();
    for (int i = 0; i < entries.size(); i++) {
      task.common.table.put(pages.get(i) - first + to, entries.get(i));
    }
    task.common.forgetTranslations();
  }

  /// Makes two neighbouring areas of private memory one, as the kernel does where they are alike.
  public void merge(Task task, int first) {
    MachineArea area = task.areaOf(first);
    MachineArea next = area == null ? null : task.areaOf(area.end());
    if (area == null
        || next == null
        || area.file().isPresent()
        || next.file().isPresent()
        || !area.label().equals(next.label())
        || area.writable() != next.writable()) {
      throw new MachineException("two areas that are not alike cannot be one");
    }
    Space space = task.spaceOf(area);
    space.areas.remove(area);
    space.areas.remove(next);
    space.areas.add(area.resized(area.first(), area.count() + next.count()));
  }

  private void dropRange(Space space, int first, int count) {
    var range = space.table.subMap(first, first + count);
    range.values().forEach(this::drop);
    range.clear();
  }

  /// {@return a copy of the task: its page table is copied, its pages are not}
  public Task fork(Task parent, String name) {
    Space common = space();
    Space stacks = space();
    copy(parent.common, common);
    copy(parent.stacks, stacks);
    return started(name, common, stacks);
  }

  /// {@return a thread: all but the stack is in common}
  public Task thread(Task creator, String name) {
    Space stacks = space();
    copy(creator.stacks, stacks);
    creator.common.users++;
    return started(name, creator.common, stacks);
  }

  private static void copy(Space from, Space to) {
    to.areas.addAll(from.areas);
    from.table.forEach((page, entry) -> {
      @Nullable MachineArea area = from.areaOf(page);
      if (area != null && area.writable() && !area.shared()) {
        entry.writable = false;
        entry.copyOnWrite = true;
      }
      PageEntry copy = entry.copy();
      if (copy.frame != null) {
        copy.frame.references++;
      }
      if (copy.slot != null) {
        copy.slot.references++;
      }
      to.table.put(page, copy);
    });
  }

  /// Throws away all that a task has mapped, so that another program can begin in it.
  public void exec(Task task) {
    if (task.common.users > 1) {
      throw new MachineException("a task with threads does not exec here");
    }
    clear(task.common);
    clear(task.stacks);
    forgetUnmapped();
  }

  /// Ends a task. What nobody else has is free.
  public void exit(Task task) {
    if (!task.alive) {
      throw new MachineException(task.name() + " has ended already");
    }
    task.alive = false;
    for (Space space : List.of(task.common, task.stacks)) {
      space.users--;
      if (space.users == 0) {
        clear(space);
        spaces.remove(space);
      }
    }
    forgetUnmapped();
  }

  /// Shared memory lives as long as somebody maps it; a file stays in the page cache.
  private void forgetUnmapped() {
    Set<BackingFile> mapped = new HashSet<>();
    for (Space space : spaces) {
      space.areas.forEach(area -> area.file().ifPresent(mapped::add));
    }
    for (FilePage key : List.copyOf(ram.cache.keySet())) {
      if (key.file().anonymous() && !mapped.contains(key.file())) {
        @Nullable Frame frame = ram.cache.remove(key);
        if (frame != null) {
          frame.cached = null;
          ram.release(frame);
        }
      }
    }
    int before = swappedShared.size();
    swappedShared.removeIf(key -> !mapped.contains(key.file()));
    usedSlots -= before - swappedShared.size();
  }

  private void clear(Space space) {
    space.table.values().forEach(this::drop);
    space.table.clear();
    space.areas.clear();
  }

  private void drop(PageEntry entry) {
    @Nullable Frame frame = entry.frame;
    if (frame != null) {
      entry.frame = null;
      frame.references--;
      ram.release(frame);
    }
    @Nullable SwapSlot slot = entry.slot;
    if (slot != null) {
      entry.slot = null;
      slot.references--;
      if (slot.references == 0) {
        usedSlots--;
      }
    }
  }

  /// Reads a byte.
  public Access read(Task task, long address) {
    return access(task, address, -1);
  }

  /// Writes a byte, 0 to 255.
  public Access write(Task task, long address, int value) {
    return access(task, address, value & 0xff);
  }

  /// {@return the word of eight bytes, the lowest first, at an address that is a multiple of eight}
  ///
  /// @throws MachineException if the process may not read there, or memory is at its end
  public long word(Task task, long address) {
    return (long) WORDS.get(frameOf(task, address, false).contents, offset(address));
  }

  /// Writes a word of eight bytes.
  ///
  /// @throws MachineException if the process may not write there, or memory is at its end
  public void word(Task task, long address, long value) {
    Frame frame = frameOf(task, address, true);
    WORDS.set(frame.contents, offset(address), value);
    frame.dirty = true;
  }

  private int offset(long address) {
    return (int) (address % shape.pageSize());
  }

  private Frame frameOf(Task task, long address, boolean write) {
    if (address < 0
        || address >= shape.addresses()
        || address % Long.BYTES != 0
        || shape.pageSize() % Long.BYTES != 0) {
      throw new MachineException("segmentation fault at 0x" + Long.toHexString(address));
    }
    int page = (int) (address / shape.pageSize());
    @Nullable PageEntry entry = task.entry(page);
    if (entry == null || entry.frame == null || (write && !entry.writable)) {
      Outcome outcome = resolve(task, page, write);
      if (!outcome.succeeded()) {
        throw new MachineException(outcome.words() + " at 0x" + Long.toHexString(address));
      }
      entry = task.entry(page);
    }
    if (entry == null || entry.frame == null) {
      throw new IllegalStateException("page " + page + " was brought in and is not there");
    }
    entry.accessed = true;
    task.cost += costs.of(entry.frame.number);
    return entry.frame;
  }

  /// Copies what is on a page, without the process or its page table noticing.
  ///
  /// @param into at least a page long
  /// @return whether the page has a frame; if not, `into` is as it was
  public boolean peek(Task task, int page, byte[] into) {
    @Nullable PageEntry entry = task.entry(page);
    if (entry == null || entry.frame == null) {
      return false;
    }
    System.arraycopy(entry.frame.contents, 0, into, 0, shape.pageSize());
    return true;
  }

  /// {@return what the file behind a page holds, or null where there is none}
  public byte @Nullable [] behind(Task task, int page) {
    @Nullable MachineArea area = task.areaOf(page);
    return area == null
        ? null
        : area.file()
            .map(file -> file.page(area.filePage() + page - area.first()).clone())
            .orElse(null);
  }

  /// {@return whether a page has a frame}
  public boolean isPresent(Task task, int page) {
    @Nullable PageEntry entry = task.entry(page);
    return entry != null && entry.frame != null;
  }

  /// {@return whether a frame holds a page of a file or of shared memory}
  public boolean isCached(int frame) {
    @Nullable Frame known = ram.frames[frame];
    return known != null && known.cached != null;
  }

  /// @param value what to write, or -1 to read
  private Access access(Task task, long address, int value) {
    if (!task.alive) {
      throw new MachineException(task.name() + " has ended");
    }
    if (address < 0 || address >= shape.addresses()) {
      return Access.failed(Outcome.SEGMENTATION_FAULT);
    }
    boolean write = value >= 0;
    int page = (int) (address / shape.pageSize());
    task.accesses++;
    task.walks += translations.miss(task, page) ? 1 : 0;
    Outcome outcome = resolve(task, page, write);
    @Nullable PageEntry entry = task.entry(page);
    if (!outcome.succeeded() || entry == null || entry.frame == null) {
      return Access.failed(outcome);
    }
    Frame frame = entry.frame;
    entry.accessed = true;
    task.cost += costs.of(frame.number);
    int offset = (int) (address % shape.pageSize());
    if (write) {
      frame.contents[offset] = (byte) value;
      frame.dirty = true;
    }
    return new Access(
        outcome, (long) frame.number * shape.pageSize() + offset, frame.contents[offset] & 0xff);
  }

  private Outcome resolve(Task task, int page, boolean write) {
    @Nullable PageEntry entry = task.entry(page);
    if (entry != null && entry.frame != null && (!write || entry.writable)) {
      return Outcome.HIT;
    }
    long writesBefore = writes;
    Outcome outcome = fault(task, page, write);
    task.cost += (writes - writesBefore) * MachineCost.DISK;
    if (outcome.isMajor()) {
      task.majorFaults++;
      task.cost += MachineCost.DISK;
    } else {
      task.minorFaults++;
    }
    return outcome;
  }

  /// The kernel.
  private Outcome fault(Task task, int page, boolean write) {
    @Nullable MachineArea area = task.areaOf(page);
    boolean grows = false;
    if (area == null) {
      @Nullable MachineArea stack = task.stacks.growing(page);
      if (stack == null || !isFree(task, page, stack.first())) {
        return Outcome.SEGMENTATION_FAULT;
      }
      area = stack.resized(page, stack.end() - page);
      task.stacks.areas.remove(stack);
      task.stacks.areas.add(area);
      grows = true;
    }
    if (write && !area.writable()) {
      return Outcome.SEGMENTATION_FAULT;
    }
    PageEntry entry = task.spaceOf(area).table.computeIfAbsent(page, ignored -> new PageEntry());
    Outcome outcome = entry.frame == null ? bringIn(area, page, entry) : Outcome.HIT;
    if (entry.frame == null && entry.slot == null) {
      task.spaceOf(area).table.remove(page);
    }
    if (outcome.succeeded() && write && !entry.writable) {
      Outcome copied = copyOnWrite(entry);
      if (!outcome.isMajor() || !copied.succeeded()) {
        return copied;
      }
    }
    return grows && outcome.succeeded() ? Outcome.STACK_GROWN : outcome;
  }

  private static boolean isFree(Task task, int from, int to) {
    for (int page = from; page < to; page++) {
      if (task.areaOf(page) != null) {
        return false;
      }
    }
    return true;
  }

  private Outcome bringIn(MachineArea area, int page, PageEntry entry) {
    if (entry.slot != null) {
      return swapIn(entry.slot);
    }
    Optional<BackingFile> file = area.file();
    if (file.isPresent()) {
      return fromFile(area, file.get(), area.filePage() + page - area.first(), entry);
    }
    @Nullable Frame frame = frame();
    if (frame == null) {
      return Outcome.OUT_OF_MEMORY;
    }
    point(entry, frame);
    entry.writable = area.writable();
    return Outcome.ZERO_FILLED;
  }

  private Outcome fromFile(MachineArea area, BackingFile file, int index, PageEntry entry) {
    FilePage key = new FilePage(file, index);
    @Nullable Frame frame = ram.cache.get(key);
    Outcome outcome = Outcome.FOUND_IN_CACHE;
    if (frame == null) {
      frame = frame();
      if (frame == null) {
        return Outcome.OUT_OF_MEMORY;
      }
      byte[] source = file.page(index);
      System.arraycopy(source, 0, frame.contents, 0, source.length);
      frame.cached = key;
      ram.cache.put(key, frame);
      outcome =
          file.anonymous() && !swappedShared.remove(key) ? Outcome.ZERO_FILLED : Outcome.LOADED;
      if (file.anonymous() && outcome == Outcome.LOADED) {
        usedSlots--;
        frame.dirty = true;
      }
    }
    point(entry, frame);
    entry.writable = area.shared() && area.writable();
    entry.copyOnWrite = !area.shared() && area.writable();
    return outcome;
  }

  private static void point(PageEntry entry, Frame frame) {
    entry.frame = frame;
    frame.references++;
  }

  private Outcome copyOnWrite(PageEntry entry) {
    @Nullable Frame shared = entry.frame;
    if (shared == null) {
      return Outcome.OUT_OF_MEMORY;
    }
    if (shared.references == 1 && shared.cached == null) {
      entry.writable = true;
      entry.copyOnWrite = false;
      return Outcome.MADE_WRITABLE;
    }
    shared.pinned = true;
    @Nullable Frame copy = frame();
    shared.pinned = false;
    if (copy == null) {
      return Outcome.OUT_OF_MEMORY;
    }
    System.arraycopy(shared.contents, 0, copy.contents, 0, copy.contents.length);
    copy.dirty = true;
    drop(entry);
    point(entry, copy);
    entry.writable = true;
    entry.copyOnWrite = false;
    return Outcome.COPIED;
  }

  /// Brings a page back for all who have it, so that they go on sharing it.
  private Outcome swapIn(SwapSlot slot) {
    @Nullable Frame frame = frame();
    if (frame == null) {
      return Outcome.OUT_OF_MEMORY;
    }
    System.arraycopy(slot.contents, 0, frame.contents, 0, frame.contents.length);
    frame.dirty = true;
    for (Space space : spaces) {
      for (PageEntry entry : space.table.values()) {
        if (entry.slot == slot) {
          entry.slot = null;
          point(entry, frame);
        }
      }
    }
    usedSlots--;
    return Outcome.SWAPPED_IN;
  }

  private @Nullable Frame frame() {
    @Nullable Frame frame = ram.take();
    if (frame == null && evictOne()) {
      frame = ram.take();
    }
    return frame;
  }

  /// Evicts up to so many frames, as a machine short of memory does.
  ///
  /// @return how many it could
  public int evict(int frames) {
    int done = 0;
    while (done < frames && evictOne()) {
      done++;
    }
    return done;
  }

  /// The clock: whoever was used since the hand passed gets a second chance.
  private boolean evictOne() {
    for (int step = 0; step <= 2 * shape.frames(); step++) {
      @Nullable Frame frame = ram.frames[hand];
      hand = (hand + 1) % shape.frames();
      if (frame != null && !ram.isFree(frame.number) && !frame.pinned && tryToEvict(frame)) {
        evicted++;
        return true;
      }
    }
    return false;
  }

  private boolean tryToEvict(Frame frame) {
    boolean needsSwap = frame.cached == null || frame.cached.file().anonymous();
    if (needsSwap && usedSlots >= shape.swapSlots()) {
      return false;
    }
    List<PageEntry> entries = entriesOf(frame);
    boolean used = false;
    for (PageEntry entry : entries) {
      used |= entry.accessed;
      entry.accessed = false;
    }
    return !used && (frame.cached == null ? swapOut(frame, entries) : uncache(frame, entries));
  }

  private List<PageEntry> entriesOf(Frame frame) {
    List<PageEntry> entries = new ArrayList<>();
    for (Space space : spaces) {
      for (PageEntry entry : space.table.values()) {
        if (entry.frame == frame) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  private boolean swapOut(Frame frame, List<PageEntry> entries) {
    usedSlots++;
    writes++;
    SwapSlot slot = new SwapSlot(frame.contents.clone());
    slot.references = entries.size();
    for (PageEntry entry : entries) {
      entry.frame = null;
      entry.slot = slot;
    }
    frame.references = 0;
    ram.release(frame);
    return true;
  }

  /// Takes a page out of the page cache. A clean one is simply forgotten: the file still has it.
  private boolean uncache(Frame frame, List<PageEntry> entries) {
    @Nullable FilePage key = frame.cached;
    if (key == null) {
      return false;
    }
    if (key.file().anonymous()) {
      usedSlots++;
      swappedShared.add(key);
    }
    if (frame.dirty || key.file().anonymous()) {
      byte[] disk = key.file().page(key.index());
      System.arraycopy(frame.contents, 0, disk, 0, disk.length);
      writes++;
    }
    for (PageEntry entry : entries) {
      entry.frame = null;
    }
    frame.references = 0;
    frame.cached = null;
    ram.cache.remove(key);
    ram.release(frame);
    return true;
  }

  /// {@return frames in nobody's page table and not in the page cache}
  public int freeFrames() {
    return ram.freeFrames();
  }

  /// {@return frames that hold pages of files or of shared memory, mapped or not}
  public int cachedFrames() {
    return ram.cache.size();
  }

  /// {@return frames that hold pages of shared memory, which no file has}
  public int sharedFrames() {
    return (int) ram.cache.keySet().stream().filter(key -> key.file().anonymous()).count();
  }

  /// {@return frames of files that were not written to since they were read}
  public int cleanFrames() {
    return (int)
        ram.cache.values().stream().filter(frame -> !frame.dirty && !isShared(frame)).count();
  }

  private static boolean isShared(Frame frame) {
    return frame.cached != null && frame.cached.file().anonymous();
  }

  /// {@return frames of private memory}
  public int anonymousFrames() {
    int count = 0;
    for (@Nullable Frame frame : ram.frames) {
      if (frame != null && frame.cached == null && frame.references > 0) {
        count++;
      }
    }
    return count;
  }

  /// {@return frames taken away by the clock so far}
  public long evictions() {
    return evicted;
  }

  public int usedSwap() {
    return usedSlots;
  }

  /// {@return how many page table entries each frame believes point to it}
  public int references(int frame) {
    @Nullable Frame known = ram.frames[frame];
    return known == null ? 0 : known.references;
  }

  /// {@return how many page table entries do point to each frame}
  public int[] entriesPerFrame() {
    int[] counts = new int[shape.frames()];
    for (Space space : spaces) {
      for (PageEntry entry : space.table.values()) {
        if (entry.frame != null) {
          counts[entry.frame.number]++;
        }
      }
    }
    return counts;
  }

  /// {@return the frames in use, the lowest first, at most so many}
  public List<FrameUse> framesInUse(int most) {
    List<FrameUse> uses = new ArrayList<>();
    for (@Nullable Frame frame : ram.frames) {
      if (frame != null && !ram.isFree(frame.number) && uses.size() < most) {
        @Nullable FilePage page = frame.cached;
        uses.add(
            new FrameUse(
                frame.number,
                frame.references,
                page == null ? "" : page.file().name(),
                page == null ? 0 : page.index()));
      }
    }
    return uses;
  }

  /// {@return the areas of a task from the highest down, and how much of each is there}
  ///
  /// **Cost** linear in the pages that are there.
  public List<AreaUse> areaUses(Task task) {
    List<AreaUse> uses = new ArrayList<>();
    for (MachineArea area : task.areas().reversed()) {
      int resident = 0;
      int shared = 0;
      for (PageEntry entry : task.spaceOf(area).table.subMap(area.first(), area.end()).values()) {
        @Nullable Frame frame = entry.frame;
        resident += frame == null ? 0 : 1;
        shared += frame != null && frame.references > 1 ? 1 : 0;
      }
      uses.add(new AreaUse(area, resident, shared));
    }
    return uses;
  }

  /// {@return the line of a page table}
  public Row row(Task task, int page) {
    @Nullable PageEntry entry = task.entry(page);
    @Nullable MachineArea area = task.areaOf(page);
    @Nullable Frame frame = entry == null ? null : entry.frame;
    return new Row(
        page,
        frame == null ? -1 : frame.number,
        entry != null && entry.slot != null,
        area != null,
        entry != null && frame != null && entry.writable,
        entry != null && frame != null && entry.copyOnWrite,
        frame == null ? 0 : frame.references,
        area != null && area.shared() && area.writable(),
        area == null ? "" : area.labelOf(page));
  }

  /// {@return what the page table of a task costs, as far as single bytes were read and written}
  ///
  /// **Cost** linear in the pages that are there.
  public TableUse tableUse(Task task) {
    List<Integer> pages = new ArrayList<>(task.common.table.keySet());
    pages.addAll(task.stacks.table.keySet());
    TableTree tree = new TableTree(shape);
    long tables = tree.tables(pages);
    return new TableUse(
        pages.size(),
        tree.levels(),
        tables,
        tables * shape.pageSize(),
        (long) shape.pages() * TableUse.ENTRY_BYTES,
        task.accesses,
        task.walks);
  }

  /// {@return what a task uses now}
  public Usage usage(Task task) {
    int virtual = 0;
    int resident = 0;
    int shared = 0;
    int unique = 0;
    int swapped = 0;
    double proportional = 0;
    for (Space space : List.of(task.common, task.stacks)) {
      if (!task.alive) {
        continue;
      }
      for (MachineArea area : space.areas) {
        virtual += area.count();
      }
      for (PageEntry entry : space.table.values()) {
        @Nullable Frame frame = entry.frame;
        swapped += entry.slot == null ? 0 : 1;
        if (frame != null) {
          resident++;
          shared += frame.cached == null ? 0 : 1;
          unique += frame.references == 1 ? 1 : 0;
          proportional += 1.0 / frame.references;
        }
      }
    }
    return new Usage(
        virtual,
        resident,
        shared,
        proportional,
        unique,
        swapped,
        task.minorFaults,
        task.majorFaults,
        task.cost);
  }
}
