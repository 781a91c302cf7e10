package dev.fathom.target;

import dev.fathom.model.Freeze;
import dev.fathom.model.HoldMethod;
import dev.fathom.model.Identity;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Progress;
import dev.fathom.model.Warning;
import dev.fathom.model.memory.KernelCounts;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.memory.SharedSegment;
import dev.fathom.os.MapsEntry;
import dev.fathom.os.PageScan;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.os.ProcessMemory;
import dev.fathom.os.Stop;
import dev.fathom.target.beside.BesideRss;
import dev.fathom.target.copy.AddressRanges;
import dev.fathom.target.copy.MemoryCopy;
import dev.fathom.target.copy.ProcessCopy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A running process.
///
/// What the kernel tells in a time that grows with what is mapped (`smaps`) it is asked while the
/// process runs; while it is held only its mappings and the pages that are there are looked at.
public final class LiveProcess implements Target {
  private final ProcessDirectory directory;
  private final Pause pause;
  private final PageScan.Way way;
  private final long startTicks;
  private final TargetFiles files;
  private final LiveMemory memory;

  private Identity identity;
  private ProcessMemory processMemory;
  private PageScan scan;
  private int programsBegun;

  private static final int SMAPS_ATTEMPTS = 3;

  /// So long a page may be on its way to another frame.
  private static final int MOST_MOMENTS = 20;

  private static final long MOMENT_NANOS = 500_000;

  /// What `smaps` told last, by the start of a mapping; null before it was asked.
  private @Nullable Map<Long, MapsEntry> told;

  /// Where the highest of these begins.
  private long highest;

  /// How many bytes had entries that hold nothing, when it was looked at while it ran; what they
  /// are is not known before.
  private long marked = Long.MAX_VALUE;

  private long rssBefore;
  private long pageTables;

  private List<Mapping> mappings = List.of();
  private PageRuns pages = new PageRuns.Builder().build();
  private boolean sharersWanted;

  /// What it is copied to; null where it is not.
  private @Nullable ProcessCopy copy;

  /// Whether it will be looked at again.
  private boolean keepsCopy;

  /// Why it was copied as a whole while it was held, though it might have been tracked; else empty.
  private String untracked = "";

  /// For how long it was held before it was held last, in this look.
  private long heldBefore;

  /// What could not be read of its memory before it was held, and while it was.
  private long refusedBefore;

  private long refused;

  private long draftNanos;
  private long copiedWhileHeld;

  private List<ThreadState> threads = List.of();

  /// Null until somebody asks: what only counts pages does not.
  private @Nullable List<LoadedModule> modules;

  private LiveProcess(
      ProcessDirectory directory,
      Pause pause,
      PageScan.Way way,
      ProcessMemory processMemory,
      PageScan scan)
      throws ProcessAccessException {
    this.directory = directory;
    this.way = way;
    this.processMemory = processMemory;
    this.scan = scan;
    this.startTicks = directory.stat().startTicks();
    this.files = new TargetFiles(directory);
    this.memory = new LiveMemory(processMemory, files);
    // Nobody can stop the thread that is to let him go again.
    this.pause = isItself(directory) ? Pause.of(Freeze.NONE) : pause;
    this.identity = identify(directory);
  }

  private static boolean isItself(ProcessDirectory directory) {
    return directory.process() == ProcessHandle.current().pid();
  }

  private static Identity identify(ProcessDirectory directory) throws ProcessAccessException {
    return new Identity(
        Identity.Kind.LIVE,
        directory.process(),
        directory.executable(),
        directory.commandLine(),
        isItself(directory));
  }

  /// Opens a process for reading. It is not stopped before [#hold].
  ///
  /// @throws ProcessAccessException in one line: no such process, a zombie, a kernel thread, not
  ///   permitted, or of another architecture
  public static LiveProcess open(int process, Pause pause) throws ProcessAccessException {
    return open(process, pause, PageScan.Way.CALL);
  }

  /// The same, held as long as it takes.
  public static LiveProcess open(int process, Freeze freeze) throws ProcessAccessException {
    return open(process, Pause.of(freeze));
  }

  /// The same, its pages scanned in a way that is not the best.
  static LiveProcess open(int process, Pause pause, PageScan.Way way)
      throws ProcessAccessException {
    LiveProcess target = openUnseen(process, pause, way);
    boolean looked = false;
    try {
      target.prepare();
      target.look(false);
      looked = true;
      return target;
    } finally {
      if (!looked) {
        target.close();
      }
    }
  }

  /// Has it told of each page, too, how many share it ([PageRuns#sharers]): that takes time while
  /// it is held.
  public LiveProcess withSharers() {
    sharersWanted = true;
    return this;
  }

  /// Has it keep its copy from look to look, if the pages that it writes are tracked: then each
  /// look copies what was written since the one before.
  public LiveProcess keepingCopy() {
    keepsCopy = pause.tracking() != Pause.Tracking.NONE;
    return this;
  }

  /// The same without a look at it: it has no mappings and no pages before [#hold].
  public static LiveProcess openUnseen(int process, Pause pause) throws ProcessAccessException {
    return openUnseen(process, pause, PageScan.Way.CALL);
  }

  /// The same, held as long as it takes.
  public static LiveProcess openUnseen(int process, Freeze freeze) throws ProcessAccessException {
    return openUnseen(process, Pause.of(freeze));
  }

  private static LiveProcess openUnseen(int process, Pause pause, PageScan.Way way)
      throws ProcessAccessException {
    ProcessDirectory directory = Admission.check(process);
    ProcessMemory memory = ProcessMemory.open(directory.shownAs());
    PageScan scan = null;
    LiveProcess target = null;
    try {
      scan = PageScan.open(directory.shownAs(), way);
      target = new LiveProcess(directory, pause, way, memory, scan);
      return target;
    } finally {
      if (target == null) {
        memory.close();
        if (scan != null) {
          scan.close();
        }
      }
    }
  }

  @Override
  public void prepare() throws ProcessAccessException {
    Map<Long, MapsEntry> entries = new HashMap<>();
    long rss = 0;
    List<MapsEntry> smaps = wholeSmaps();
    highest = smaps.isEmpty() ? 0 : smaps.getLast().start();
    for (MapsEntry entry : smaps) {
      if (lies(entry)) {
        entries.put(entry.start(), entry);
        rss += entry.counters().rss();
      }
    }
    told = entries;
    rssBefore = rss;
  }

  /// What `smaps` tells, to its end: the highest mapping is the kernel's own, or the stack's, and
  /// stays. Of a process that begins another program it is asked again.
  private List<MapsEntry> wholeSmaps() throws ProcessAccessException {
    for (int attempt = 0; attempt < SMAPS_ATTEMPTS; attempt++) {
      List<MapsEntry> told = directory.smaps();
      List<MapsEntry> maps = directory.maps();
      if (maps.isEmpty() || (!told.isEmpty() && told.getLast().start() == maps.getLast().start())) {
        return told;
      }
    }
    throw new ProcessAccessException(
        "the kernel did not tell of all mappings of process "
            + directory.process()
            + "; ask again");
  }

  /// What `maps` tells, to its end. Where another mapping is the highest, twice, the process has
  /// begun another program.
  private List<MapsEntry> wholeMaps() throws ProcessAccessException {
    List<MapsEntry> maps = directory.maps();
    for (int attempt = 0; attempt < SMAPS_ATTEMPTS; attempt++) {
      if (maps.isEmpty() || maps.getLast().start() == highest) {
        return maps;
      }
      List<MapsEntry> again = directory.maps();
      if (!again.isEmpty() && again.getLast().start() == maps.getLast().start()) {
        return again;
      }
      maps = again;
    }
    return maps;
  }

  @Override
  public boolean lookAgain() throws ProcessAccessException {
    if (processMemory.isGone()) {
      return false; // whoever holds it finds out
    }
    List<Mapping> before = mappings;
    long residentBefore = pages.residentBytes(0, Long.MAX_VALUE);
    prepare();
    look(false);
    boolean moved = !sameRanges(before, mappings);
    if (moved) {
      renewModules();
    }
    return moved || pages.residentBytes(0, Long.MAX_VALUE) != residentBefore;
  }

  /// Takes up the mappings and the pages as they are now.
  ///
  /// @param held whether they stay so meanwhile
  private void look(boolean held) throws ProcessAccessException {
    List<MapsEntry> entries = new ArrayList<>();
    for (MapsEntry entry : wholeMaps()) {
      if (lies(entry)) {
        entries.add(entry);
      }
    }
    if (entries.isEmpty()) {
      throw new ProcessAccessException(
          "process " + directory.process() + " has no memory: it is ending");
    }
    PageCount.Counted counted = count(entries, held);
    List<Mapping> seen = new ArrayList<>(entries.size());
    for (int number = 0; number < entries.size(); number++) {
      MapsEntry entry = counted.entries().get(number);
      seen.add(
          new Mapping(
              entry.start(),
              entry.end(),
              entry.permissions(),
              entry.offset(),
              entry.device(),
              entry.inode(),
              entry.name(),
              entry.counters().at(counted.resident(number), entry.inode() == 0),
              entry.special()));
    }
    mappings = List.copyOf(seen);
    pages = counted.runs();
    memory.look(mappings, pages);
  }

  /// Counts the pages. While memory is scarce the kernel moves pages to other frames, also of who
  /// is held; what is on its way is in no entry, and there again in a moment.
  private PageCount.Counted count(List<MapsEntry> entries, boolean held)
      throws ProcessAccessException {
    PageCount count = new PageCount(scan, directory.process(), Objects.requireNonNull(told), held);
    PageCount.Counted counted = count.of(entries);
    for (int moment = 0; held && counted.marked() > marked && moment < MOST_MOMENTS; moment++) {
      LockSupport.parkNanos(MOMENT_NANOS);
      counted = count.of(entries);
    }
    if (!held) {
      marked = counted.marked();
    }
    return counted;
  }

  /// [vsyscall] lies in the kernel's half and is nobody's memory.
  private static boolean lies(MapsEntry entry) {
    return entry.start() >= 0;
  }

  @Override
  public Hold hold() throws ProcessAccessException {
    Hold hold = holdIfSame();
    if (hold == null) {
      hold = holdIfSame();
    }
    if (hold == null) {
      throw new ProcessAccessException(
          "process "
              + directory.process()
              + " goes on to run other programs while it is looked at; try again once it has"
              + " settled");
    }
    return hold;
  }

  /// {@return the hold; null where the process turned out to run another program now, which it was
  /// then let go for}
  private @Nullable Hold holdIfSame() throws ProcessAccessException {
    if (told == null) {
      prepare();
    }
    if (copy != null) {
      copy.awaitRoom();
    }
    long since = System.nanoTime();
    Stop stop = Stop.of(pause.freeze(), directory.process());
    memory.open();
    refusedBefore = memory.bytesRefused();
    LiveHold hold = new LiveHold(stop, since);
    boolean looked = false;
    try {
      threads =
          stop.threads().stream()
              .map(t -> new ThreadState(t.id(), t.stackPointer(), t.threadPointer()))
              .toList();
      if (processMemory.isGone()) {
        reopen();
        return null;
      }
      List<Mapping> before = mappings;
      look(pause.freeze() != Freeze.NONE);
      pageTables = directory.pageTableBytes();
      if (sharersWanted) {
        pages = pages.with(SharerScan.of(directory.shownAs(), mappings, pages));
      }
      if (!sameRanges(before, mappings)) {
        renewModules();
      }
      looked = true;
      return hold;
    } finally {
      if (!looked) {
        hold.close();
      }
    }
  }

  @Override
  public boolean prepareCopy() {
    dropCopy();
    heldBefore = 0;
    draftNanos = 0;
    copiedWhileHeld = 0;
    if (copy != null && !copy.hasRoomFor(mappings, pages)) {
      closeCopy();
    }
    if (copy == null && !identity.itself()) {
      copy = ProcessCopy.of(mappings, pages, pause.tracking() != Pause.Tracking.NONE).orElse(null);
    }
    return copy != null;
  }

  @Override
  public void draft(AddressRanges ranges) throws ProcessAccessException {
    if (pause.tracking() == Pause.Tracking.NONE) {
      return;
    }
    untracked = "";
    if (copy == null) {
      untracked = "there is no memory for a copy of it";
      return;
    }
    try {
      copy.draft(
          directory.process(),
          pause.tracking() == Pause.Tracking.INJECTING,
          mappings,
          ranges,
          memory::copy);
    } catch (ProcessAccessException refused) {
      if (processMemory.isGone()) {
        throw refused;
      }
      untracked = String.valueOf(refused.getMessage());
    }
    draftNanos = copy.draftNanos();
    heldBefore += copy.heldNanos();
  }

  @Override
  public boolean copy(AddressRanges ranges) throws ProcessAccessException {
    if (copy == null || !copy.take(ranges, memory::copy, memory::isShut)) {
      closeCopy();
      return false;
    }
    copiedWhileHeld = copy.memory().copiedBytes();
    memory.readFrom(copy.memory());
    return true;
  }

  @Override
  public void dropCopy() {
    refused = memory.isShut() ? 0 : memory.bytesRefused() - refusedBefore;
    memory.readFrom((MemoryCopy) null);
    if (!keepsCopy) {
      closeCopy();
    }
  }

  private void closeCopy() {
    memory.readFrom((MemoryCopy) null);
    if (copy != null) {
      copy.close();
      copy = null;
    }
  }

  @Override
  public boolean isLost(long address) {
    return copy == null ? memory.isShut() : address >= copy.memory().lostFrom();
  }

  @Override
  public long draftNanos() {
    return draftNanos;
  }

  @Override
  public long copiedWhileHeld() {
    return copiedWhileHeld;
  }

  @Override
  public List<Warning> limits() {
    List<Warning> limits = new ArrayList<>();
    if (!untracked.isEmpty()) {
      limits.add(new Warning("not-tracked", "--pause=short was not possible: " + untracked, false));
    }
    long unread = refused + files.bytesRefused();
    if (unread > 0) {
      limits.add(
          new Warning(
              Warning.MISSING,
              String.format(
                  Locale.ROOT,
                  "%,d bytes of its memory, program or libraries could not be read: what they tell is missing",
                  unread),
              true));
    }
    return limits;
  }

  /// Opens once more what belonged to the address space before: the process runs another program
  /// now.
  private void reopen() throws ProcessAccessException {
    if (directory.hasNoMemory() || directory.stat().startTicks() != startTicks) {
      throw ended();
    }
    ProcessMemory memoryNow = ProcessMemory.open(directory.shownAs());
    processMemory.close();
    processMemory = memoryNow;
    PageScan scanNow = PageScan.open(directory.shownAs(), way);
    scan.close();
    scan = scanNow;
    memory.readFrom(memoryNow);
    closeCopy();
    closeModules();
    identity = identify(directory);
    told = null;
    programsBegun++;
  }

  /// {@return the steps that all scans of its pages took so far}
  long scanSteps() {
    return scan.steps();
  }

  @Override
  public boolean stoppedEarly() {
    return memory.isShut();
  }

  @Override
  public int programsBegun() {
    return programsBegun;
  }

  private ProcessAccessException ended() {
    return new ProcessAccessException(
        "process " + directory.process() + " ended while it was being read");
  }

  @Override
  public Optional<KernelCounts> kernelCounts() {
    long after = rssBefore;
    try {
      long rollup = processMemory.isGone() ? 0 : directory.rollup().rss();
      after = rollup == 0 ? rssBefore : rollup;
    } catch (ProcessAccessException gone) {
      after = rssBefore; // it has ended since: there is nothing to compare with
    }
    return Optional.of(
        new KernelCounts(rssBefore, after, pageTables, BesideRss.of(directory, mappings, pages)));
  }

  @Override
  public Optional<SharedSegment> sharers(Mapping segment) {
    return Optional.of(SegmentScan.of(directory.process(), segment));
  }

  private static boolean sameRanges(List<Mapping> one, List<Mapping> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int at = 0; at < one.size(); at++) {
      Mapping a = one.get(at);
      Mapping b = other.get(at);
      if (a.start() != b.start() || a.end() != b.end() || a.inode() != b.inode()) {
        return false;
      }
    }
    return true;
  }

  /// The stop of a live process.
  private final class LiveHold implements Hold {
    private final Stop stop;

    /// Lets go when the time is over; null where there is no bound.
    private final @Nullable Thread timer;

    private boolean over;

    /// Lets go where nobody waits for the answer any more.
    private final Progress.Ending ending;

    /// How long it had been held before, in the same look.
    private final long before = heldBefore;

    private boolean closed;

    LiveHold(Stop stop, long since) {
      this.stop = stop;
      if (pause.bounded()) {
        timer =
            Thread.ofPlatform()
                .daemon()
                .name("max-pause")
                .start(() -> letGoAt(since + pause.mostNanos()));
      } else {
        timer = null;
      }
      ending = Progress.current().whenGivenUp(() -> letGo(true));
    }

    private void letGoAt(long deadline) {
      for (long left = deadline - System.nanoTime();
          left > 0;
          left = deadline - System.nanoTime()) {
        LockSupport.parkNanos(left);
        if (Thread.interrupted()) {
          return; // it was released in time
        }
      }
      letGo(true);
    }

    private synchronized void letGo(boolean early) {
      if (over) {
        return;
      }
      over = true;
      if (early) {
        memory.shut();
      }
      stop.close();
    }

    @Override
    public HoldMethod method() {
      return switch (pause.freeze()) {
        case PTRACE -> HoldMethod.PTRACE;
        case SIGNAL -> HoldMethod.SIGNAL;
        case NONE -> HoldMethod.NONE;
      };
    }

    @Override
    public List<Long> registers(int thread) {
      return stop.registers(thread);
    }

    @Override
    public void verify() throws ProcessAccessException {
      // One that was let go early may have ended since.
      if (memory.isShut()) {
        return;
      }
      stop.verify();
      if (processMemory.isGone()) {
        throw ended();
      }
    }

    @Override
    public long heldNanos() {
      return before + stop.heldNanos();
    }

    @Override
    public void close() {
      boolean first = !closed;
      closed = true;
      ending.close();
      letGo(false);
      if (first) {
        heldBefore += stop.heldNanos();
      }
      if (memory.isCopied() && copy != null && !keepsCopy) {
        copy.endTracking(); // not before it runs: that takes time
      }
      if (timer != null) {
        timer.interrupt();
      }
    }
  }

  /// {@return the auxiliary vector that the kernel gave it, as it stands in its memory}
  public byte[] auxiliaryVector() throws ProcessAccessException {
    return directory.auxiliaryVector();
  }

  @Override
  public Identity identity() {
    return identity;
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
    return threads;
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public List<LoadedModule> modules() {
    if (modules == null) {
      modules = LoadedModule.find(mappings, files, memory);
    }
    return modules;
  }

  /// Finds the modules anew, but keeps those that are still there: to open one takes time.
  private void renewModules() {
    if (modules != null) {
      modules = LoadedModule.find(mappings, files, memory, modules);
    }
  }

  private void closeModules() {
    if (modules != null) {
      modules.forEach(LoadedModule::close);
      modules = null;
    }
  }

  @Override
  public void close() {
    closeCopy();
    closeModules();
    scan.close();
    processMemory.close();
    files.close();
  }
}
