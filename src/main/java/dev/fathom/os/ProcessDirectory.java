package dev.fathom.os;

import dev.fathom.host.KernelFiles;
import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.ProcessStat;
import dev.fathom.model.memory.PageCounters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// `/proc/PID`: what the kernel tells of one process as text. Reading it changes nothing.
public final class ProcessDirectory {
  private static final long PAGE_BYTES = 4096;

  /// A field of `/proc/PID/stat`, counted from the state on.
  private static final int MINOR_FAULTS = 7;

  private static final int MAJOR_FAULTS = 9;

  /// What the kernel has something to tell in of each process.
  private static final Set<String> NEVER_EMPTY = Set.of("status", "stat", "statm");

  private final int process;

  /// The thread that is asked: the kernel shows `/proc/TID` of each, though it lists none.
  private final int thread;

  private final Path directory;

  private ProcessDirectory(int process, int thread) {
    this.process = process;
    this.thread = thread;
    this.directory = Path.of("/proc", Integer.toString(thread));
  }

  public static ProcessDirectory of(int process) {
    return new ProcessDirectory(process, process);
  }

  /// {@return the same process, asked through a thread that still runs} Its main thread may have
  /// ended before the others: then it is a zombie, and of its memory nothing can be seen through
  /// it.
  public ProcessDirectory throughLivingThread() throws ProcessAccessException {
    if (!isOver(state())) {
      return this;
    }
    for (int other : threads()) {
      if (!isOver(threadState(other))) {
        return new ProcessDirectory(process, other);
      }
    }
    return this;
  }

  private static boolean isOver(char state) {
    return state == 'Z' || state == 'X';
  }

  /// {@return the id under which the kernel shows its memory: the process's own, or that of a
  /// thread of it}
  public int shownAs() {
    return thread;
  }

  /// Fathom's own.
  static ProcessDirectory itself() {
    return of(Math.toIntExact(ProcessHandle.current().pid()));
  }

  public int process() {
    return process;
  }

  public boolean exists() {
    return Files.isDirectory(directory);
  }

  /// The mappings without counters. **Cost**: about 10 µs a mapping, however much is resident.
  public List<MapsEntry> maps() throws ProcessAccessException {
    return entries("maps");
  }

  /// The mappings with their counters. The kernel walks every page table with the address space
  /// locked for it: about 15 ms a GiB resident, during which the target cannot map memory. For one
  /// look, never for polling.
  public List<MapsEntry> smaps() throws ProcessAccessException {
    return entries("smaps");
  }

  /// {@return how many bytes of each mapping the kernel has merged with equal pages (KSM), by its
  /// start; empty where it does not say: it does since Linux 6.6} **Cost**: that of [#smaps()].
  public Map<Long, Long> merged() throws ProcessAccessException {
    return MapsEntry.merged(text("smaps"));
  }

  /// What the kernel counts as it goes: no lock, no walk, for polling. The counters are kept per
  /// processor and may be off by some tens of pages. Empty for a process that has no memory any
  /// more.
  public Optional<MemoryUse> memoryUse() throws ProcessAccessException {
    String status = text("status");
    if (!status.contains("\nVmRSS:")) {
      return Optional.empty();
    }
    return Optional.of(
        new MemoryUse(
            kibibytes(status, "VmRSS"),
            kibibytes(status, "VmHWM"),
            kibibytes(status, "VmSwap"),
            kibibytes(status, "RssAnon"),
            kibibytes(status, "RssFile"),
            kibibytes(status, "RssShmem"),
            kibibytes(status, "VmPTE")));
  }

  private static long kibibytes(String status, String field) {
    int at = status.indexOf("\n" + field + ":");
    if (at < 0) {
      return 0;
    }
    String line = status.substring(at + field.length() + 2, status.indexOf('\n', at + 1)).strip();
    return Long.parseLong(line.substring(0, line.indexOf(' '))) * 1024;
  }

  /// What `smaps_rollup` counts of all mappings together. The kernel walks the page tables for it
  /// as it does for [#smaps()], at less cost for each mapping. All zero for what has no memory.
  public PageCounters rollup() throws ProcessAccessException {
    return MapsEntry.parse(text("smaps_rollup")).stream()
        .map(MapsEntry::counters)
        .reduce(PageCounters.NONE, PageCounters::plus);
  }

  /// {@return a field of `smaps_rollup`, in bytes; empty where it has none} **Cost**: that of
  /// [#rollup()].
  public OptionalLong sizeInRollup(String field) throws ProcessAccessException {
    String text = text("smaps_rollup");
    return text.contains("\n" + field + ":")
        ? OptionalLong.of(kibibytes(text, field))
        : OptionalLong.empty();
  }

  /// {@return bytes of addresses that it has mapped (`statm`)}
  public long mappedBytes() throws ProcessAccessException {
    String pages = text("statm");
    return Long.parseLong(pages.substring(0, pages.indexOf(' '))) * PAGE_BYTES;
  }

  /// {@return how many mappings it has} **Cost**: as [#maps()]; the process cannot map memory
  /// meanwhile.
  public long mappings() throws ProcessAccessException {
    return text("maps").chars().filter(each -> each == '\n').count();
  }

  /// {@return bytes in memory of files and of shared memory (`statm`), as `top` has them as SHR}
  public long sharedBytes() throws ProcessAccessException {
    String[] pages = text("statm").strip().split(" ", -1);
    return pages.length < 3 ? 0 : Long.parseLong(pages[2]) * PAGE_BYTES;
  }

  /// {@return whether it has no memory any more, or is gone} **Cost**: no walk through its
  /// mappings.
  public boolean hasNoMemory() {
    try {
      return text("statm").startsWith("0 ");
    } catch (ProcessAccessException ended) {
      return true;
    }
  }

  /// The line of `stat`: who it is and when it began. Everybody may read it.
  public ProcessStat stat() throws ProcessAccessException {
    return StatLine.parse(text("stat")).orElseThrow(this::ended);
  }

  /// The bytes of its page tables: in no Rss, but a cost of every process.
  public long pageTableBytes() throws ProcessAccessException {
    return sizeInStatus("VmPTE");
  }

  /// {@return a field of `status` that is a size, in bytes; 0 where there is none}
  public long sizeInStatus(String field) throws ProcessAccessException {
    String size = status(field);
    return size.endsWith(" kB") ? Long.parseLong(size.substring(0, size.length() - 3)) << 10 : 0;
  }

  /// A field of `/proc/PID/status`, without its name: `VmPTE` gives `48 kB`; empty where there is
  /// none.
  public String status(String field) throws ProcessAccessException {
    String prefix = field + ":";
    for (String line : text("status").split("\n", -1)) {
      if (line.startsWith(prefix)) {
        return line.substring(prefix.length()).strip();
      }
    }
    return "";
  }

  /// The first letter of the state in `status`: R running, S sleeping, T stopped, Z zombie…
  public char state() throws ProcessAccessException {
    String state = status("State");
    return state.isEmpty() ? '?' : state.charAt(0);
  }

  /// The real user id of the process.
  public int user() throws ProcessAccessException {
    String ids = status("Uid");
    return ids.isEmpty() ? -1 : Integer.parseInt(ids.split("\\s+", -1)[0]);
  }

  /// Whose its files are here: its effective user's, or root's where it is not dumpable.
  int filesOwner() throws ProcessAccessException {
    try {
      return KernelFiles.owner(directory.resolve("mem"));
    } catch (IOException gone) {
      throw ended();
    }
  }

  /// The command's short name, as the kernel keeps it: 15 bytes, of the target's choosing.
  public String name() throws ProcessAccessException {
    String name = text("comm");
    return KernelName.ofCut(name.endsWith("\n") ? name.substring(0, name.length() - 1) : name);
  }

  /// The command line, an argument an element; empty for a kernel thread or a zombie.
  public List<String> commandLine() throws ProcessAccessException {
    String joined = text("cmdline");
    return joined.isEmpty()
        ? List.of()
        : Arrays.stream(joined.split("\0")).map(KernelName::of).toList();
  }

  /// The auxiliary vector, as it stands in the memory of the process.
  public byte[] auxiliaryVector() throws ProcessAccessException {
    return text("auxv").getBytes(StandardCharsets.ISO_8859_1);
  }

  /// The path of the executable as the process sees it, ` (deleted)` cut off; empty where the
  /// kernel does not tell.
  public String executable() throws ProcessAccessException {
    try {
      String target = KernelFiles.link(directory.resolve("exe"));
      return target.endsWith(" (deleted)")
          ? target.substring(0, target.length() - " (deleted)".length())
          : target;
    } catch (NoSuchFileException | AccessDeniedException none) {
      return ""; // a kernel thread has none; for others the open that follows names the obstacle
    } catch (IOException failed) {
      throw failed(directory.resolve("exe"), failed);
    }
  }

  /// A path that opens the executable itself, deleted or in another mount namespace though it be.
  public Path executableLink() {
    return directory.resolve("exe");
  }

  /// A path of the process's own file system, seen from here; empty where Java cannot name it: in
  /// the locale C what is not ASCII.
  public Optional<Path> inItsRoot(String path) {
    try {
      return Optional.of(
          directory.resolve("root").resolve(path.startsWith("/") ? path.substring(1) : path));
    } catch (InvalidPathException unnamable) {
      return Optional.empty();
    }
  }

  /// {@return what tells the namespace of its System V segments from others: their numbers are
  /// unique in there alone; empty where the kernel does not show it}
  public String segmentNamespace() {
    try {
      return KernelFiles.link(directory.resolve("ns/ipc"));
    } catch (IOException hidden) {
      return ""; // its owner alone may know, and root
    }
  }

  /// The kernel's link to the very file behind a mapping (deleted or replaced ones too). Opening it
  /// takes privileges that an ordinary user has not.
  public Path mappedFile(long start, long end) {
    return directory
        .resolve("map_files")
        .resolve(Long.toHexString(start) + "-" + Long.toHexString(end));
  }

  /// The thread ids at this moment.
  public int[] threads() throws ProcessAccessException {
    try {
      return KernelFiles.names(directory.resolve("task")).stream()
          .mapToInt(Integer::parseInt)
          .toArray();
    } catch (NoSuchFileException gone) {
      throw ended();
    } catch (IOException failed) {
      throw failed(directory.resolve("task"), failed);
    }
  }

  /// The state letter of one thread; `X` once it is gone, `?` where the kernel does not tell now.
  public char threadState(int thread) {
    try {
      String stat =
          KernelFiles.text(
              directory.resolve("task").resolve(Integer.toString(thread)).resolve("stat"));
      int afterName = stat.lastIndexOf(')');
      return afterName < 0 || afterName + 2 >= stat.length() ? '?' : stat.charAt(afterName + 2);
    } catch (IOException failed) {
      return isGone(failed) ? 'X' : '?';
    }
  }

  /// {@return how many of its pages had to be read, from a file or the swap area, since it began
  /// (`majflt`, `Documentation/filesystems/proc.rst`)}
  public long majorFaults() throws ProcessAccessException {
    String stat = text("stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    try {
      return fields.length > MAJOR_FAULTS ? Long.parseLong(fields[MAJOR_FAULTS]) : 0;
    } catch (NumberFormatException unknownForm) {
      return 0;
    }
  }

  /// {@return how many pages a thread has been given, so that nothing had to be read for them
  /// (`minflt`, `Documentation/filesystems/proc.rst`); 0 once it is gone}
  public long minorFaults(int thread) {
    try {
      String stat =
          KernelFiles.text(
              directory.resolve("task").resolve(Integer.toString(thread)).resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
      return fields.length > MINOR_FAULTS ? Long.parseLong(fields[MINOR_FAULTS]) : 0;
    } catch (IOException | NumberFormatException gone) {
      return 0;
    }
  }

  /// The stack pointer of a thread that sleeps in a system call; empty for one that runs.
  public OptionalLong stackPointer(int thread) throws ProcessAccessException {
    Path file = directory.resolve("task").resolve(Integer.toString(thread)).resolve("syscall");
    try {
      String call = KernelFiles.text(file);
      if (call.isEmpty()) {
        throw new IOException("it is empty"); // of one that runs it says so
      }
      String[] fields = call.strip().split(" ", -1);
      // number, six arguments, stack pointer, program counter — or -1, stack pointer, counter
      if (fields.length < 3) {
        return OptionalLong.empty();
      }
      return OptionalLong.of(Long.parseUnsignedLong(fields[fields.length - 2].substring(2), 16));
    } catch (AccessDeniedException | NumberFormatException unknown) {
      return OptionalLong.empty();
    } catch (IOException failed) {
      if (isGone(failed)) {
        return OptionalLong.empty();
      }
      throw failed(file, failed); // what its stack alone holds would look like nobody's
    }
  }

  /// The processes that exist now.
  public static List<Integer> all() {
    List<Integer> processes = new ArrayList<>();
    String[] names = Path.of("/proc").toFile().list();
    if (names != null) {
      for (String name : names) {
        if (!name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
          processes.add(Integer.parseInt(name));
        }
      }
    }
    return processes;
  }

  /// {@return the text of a file of numbers: `statm`}
  String numbers(String file) throws ProcessAccessException {
    return text(file);
  }

  /// Of 60,000 mappings the text has 42 MB: it is never there as a whole.
  private List<MapsEntry> entries(String file) throws ProcessAccessException {
    MapsEntry.Parser parser = new MapsEntry.Parser();
    read(() -> KernelFiles.pieces(directory.resolve(file), parser::lines), file);
    return parser.entries();
  }

  private String text(String file) throws ProcessAccessException {
    String[] text = {""};
    read(() -> text[0] = KernelFiles.text(directory.resolve(file)), file);
    if (text[0].isEmpty() && NEVER_EMPTY.contains(file)) {
      throw ended();
    }
    return text[0];
  }

  /// What reads a file.
  private interface Reading {
    void run() throws IOException;
  }

  private void read(Reading reading, String file) throws ProcessAccessException {
    try {
      reading.run();
    } catch (NoSuchFileException gone) {
      throw ended();
    } catch (AccessDeniedException refused) {
      throw Permission.refused(process, directory.resolve(file).toString(), Libc.EACCES);
    } catch (IOException failed) {
      throw failed(directory.resolve(file), failed);
    }
  }

  /// What is to be said of a file that could not be read, though it may be.
  private ProcessAccessException failed(Path file, IOException failure) {
    return !exists() || isGone(failure)
        ? ended()
        : new ProcessAccessException(
            "the kernel does not let process %d be read now (%s: %s); look again"
                .formatted(process, file, reason(failure)));
  }

  /// What the kernel said: of a file that was open already without its name.
  private static String reason(IOException failure) {
    return failure instanceof FileSystemException named && named.getReason() != null
        ? named.getReason()
        : String.valueOf(failure.getMessage());
  }

  private static boolean isGone(IOException failure) {
    return failure instanceof NoSuchFileException
        || reason(failure).equals(Libc.message(Libc.ESRCH));
  }

  private ProcessAccessException ended() {
    return new ProcessAccessException("process " + process + " ended while it was being read");
  }
}
