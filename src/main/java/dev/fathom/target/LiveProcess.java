package dev.fathom.target;

import dev.fathom.os.Freeze;
import dev.fathom.os.MapsEntry;
import dev.fathom.os.PageScan;
import dev.fathom.os.ProcessAccessException;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.os.ProcessMemory;
import dev.fathom.os.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// A running process.
public final class LiveProcess implements Target {
  private final ProcessDirectory directory;
  private final Freeze freeze;
  private final Identity identity;
  private final ProcessMemory processMemory;
  private final PageScan scan;
  private final TargetFiles files;
  private final LiveMemory memory;

  private List<Mapping> mappings = List.of();
  private PageRuns pages = new PageRuns.Builder().build();
  private boolean sharersWanted;
  private List<ThreadState> threads = List.of();

  /// Null until somebody asks: what only counts pages does not.
  private @Nullable List<LoadedModule> modules;

  private LiveProcess(
      ProcessDirectory directory, Freeze freeze, ProcessMemory processMemory, PageScan scan)
      throws ProcessAccessException {
    this.directory = directory;
    this.processMemory = processMemory;
    this.scan = scan;
    this.files = new TargetFiles(directory);
    this.memory = new LiveMemory(processMemory, files);
    boolean itself = directory.process() == ProcessHandle.current().pid();
    // Nobody can stop the thread that is to let him go again.
    this.freeze = itself ? Freeze.NONE : freeze;
    this.identity =
        new Identity(
            Identity.LIVE,
            directory.process(),
            directory.executable(),
            directory.commandLine(),
            itself);
  }

  /// Opens a process for reading. It is not stopped before [#hold].
  ///
  /// @throws ProcessAccessException in one line: no such process, a zombie, a kernel thread, not
  ///   permitted, or of another architecture
  public static LiveProcess open(int process, Freeze freeze) throws ProcessAccessException {
    LiveProcess target = openUnseen(process, freeze);
    boolean looked = false;
    try {
      List<MapsEntry> entries = target.directory.maps();
      target.look(entries, target.scan(entries));
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

  /// The same without a look at it: it has no mappings and no pages before [#hold].
  public static LiveProcess openUnseen(int process, Freeze freeze) throws ProcessAccessException {
    ProcessDirectory directory = Admission.check(process);
    ProcessMemory memory = ProcessMemory.open(process);
    try {
      return new LiveProcess(directory, freeze, memory, PageScan.open(process));
    } catch (ProcessAccessException failure) {
      memory.close();
      throw failure;
    }
  }

  /// Takes up the mappings given, and the pages of these ranges.
  private void look(List<MapsEntry> entries, PageRuns runs) throws ProcessAccessException {
    List<Mapping> seen = new ArrayList<>(entries.size());
    for (MapsEntry entry : entries) {
      if (lies(entry)) {
        seen.add(
            new Mapping(
                entry.start(),
                entry.end(),
                entry.permissions(),
                entry.offset(),
                entry.device(),
                entry.inode(),
                entry.name(),
                entry.counters(),
                special(entry)));
      }
    }
    if (seen.isEmpty()) {
      throw new ProcessAccessException(
          "process " + directory.process() + " has no memory: it is ending");
    }
    mappings = List.copyOf(seen);
    pages = runs;
    memory.look(mappings, pages);
  }

  private PageRuns scan(List<MapsEntry> entries) throws ProcessAccessException {
    PageRuns.Builder runs = new PageRuns.Builder();
    for (MapsEntry entry : entries) {
      if (lies(entry) && !special(entry) && !scan.scan(entry.start(), entry.end(), runs::add)) {
        throw new ProcessAccessException(
            "process " + directory.process() + " ended while it was being read");
      }
    }
    return runs.build();
  }

  /// [vsyscall] lies in the kernel's half and is nobody's memory.
  private static boolean lies(MapsEntry entry) {
    return entry.start() >= 0;
  }

  private static boolean special(MapsEntry entry) {
    return entry.special() || entry.name().startsWith("[vvar");
  }

  /// The counters and the pages are two walks of the kernel's through the page tables: they are
  /// made side by side, since the target waits.
  private void lookAtAll() throws ProcessAccessException {
    CompletableFuture<List<MapsEntry>> counted = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("smaps")
        .start(() -> {
          try {
            counted.complete(directory.smaps());
          } catch (ProcessAccessException | RuntimeException | Error failure) {
            counted.completeExceptionally(failure);
          }
        });
    PageRuns runs = scan(directory.maps());
    try {
      look(counted.join(), runs);
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof ProcessAccessException ended) {
        throw ended;
      }
      throw failure;
    }
  }

  @Override
  public Hold hold() throws ProcessAccessException {
    Stop stop = freeze.stop(directory.process());
    boolean looked = false;
    try {
      threads =
          stop.threads().stream()
              .map(t -> new ThreadState(t.id(), t.stackPointer(), t.threadPointer()))
              .toList();
      List<Mapping> before = mappings;
      lookAtAll();
      if (sharersWanted) {
        pages = pages.with(PageSharers.of(directory.process(), mappings, pages));
      }
      if (!sameRanges(before, mappings)) {
        closeModules();
      }
      looked = true;
      return new LiveHold(stop);
    } finally {
      if (!looked) {
        stop.close();
      }
    }
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

    LiveHold(Stop stop) {
      this.stop = stop;
    }

    @Override
    public String method() {
      return freeze.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public List<Long> registers(int thread) {
      return stop.registers(thread);
    }

    @Override
    public void verify() throws ProcessAccessException {
      stop.verify();
      if (directory.maps().isEmpty()) {
        throw new ProcessAccessException(
            "process " + directory.process() + " ended while it was being read");
      }
    }

    @Override
    public long heldNanos() {
      return stop.heldNanos();
    }

    @Override
    public void close() {
      stop.close();
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

  private void closeModules() {
    if (modules != null) {
      modules.forEach(LoadedModule::close);
      modules = null;
    }
  }

  @Override
  public void close() {
    closeModules();
    scan.close();
    processMemory.close();
    files.close();
  }
}
