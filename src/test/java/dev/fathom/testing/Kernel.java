package dev.fathom.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the kernel says of a process at one moment. All sizes in bytes.
///
/// Reading it makes the kernel walk the page tables; it changes none of them.
///
/// @param rollup the fields of `smaps_rollup`, such as `Rss` and `Pss`
/// @param sums the fields of `smaps`, added up over all mappings, and [#UNSHARED]
/// @param status the fields of `status` that are sizes, such as `VmRSS` and `VmPTE`
/// @param mappings how many there are
/// @param threads how many there are
/// @param state as in `status`, one letter: `S` sleeping, `T` stopped, `Z` zombie
/// @param tracer the process that traces it, or 0
/// @param minorFaults that its own threads took
/// @param majorFaults that its own threads took
public record Kernel(
    long pid,
    Map<String, Long> rollup,
    Map<String, Long> sums,
    Map<String, Long> status,
    int mappings,
    int threads,
    String state,
    long tracer,
    long minorFaults,
    long majorFaults) {

  /// Among [#sums]: `Private_Clean` of anonymous mappings. In bulk it is what a reader leaves
  /// behind that un-shares the pages it reads.
  public static final String UNSHARED = "Private_Clean of anonymous mappings";

  /// What only the process itself changes, or one who disturbs it. Not here: `Referenced`, which
  /// any reader sets, and all that depends on who else maps the same files.
  private static final List<String> OWN_SUMS =
      List.of(
          "Size",
          "Rss",
          "Anonymous",
          "Private_Dirty",
          "Shared_Dirty",
          "AnonHugePages",
          "LazyFree",
          "Swap",
          "Locked",
          UNSHARED);

  private static final List<String> OWN_ROLLUP = List.of("Pss_Anon", "Pss_Shmem", "Pss_Dirty");

  // Fields of /proc/PID/stat, counted from the one behind the name in parentheses.
  private static final int MINOR_FAULTS = 7;
  private static final int MAJOR_FAULTS = 9;

  /// Reads it now.
  ///
  /// @throws UncheckedIOException if the process is gone or not ours
  public static Kernel of(long pid) {
    Map<String, String> status = statusOf(pid);
    Map<String, Long> sizes = new TreeMap<>();
    status.forEach((name, value) -> {
      if (value.endsWith(" kB")) {
        sizes.put(name, bytes(value));
      }
    });
    // A zombie has no memory, and no smaps_rollup.
    boolean hasMemory = sizes.containsKey("VmRSS");
    Map<String, Long> rollup = new TreeMap<>();
    addFields(hasMemory ? read(pid, "smaps_rollup") : List.of(), rollup);
    Map<String, Long> sums = new TreeMap<>();
    int mappings = addFields(hasMemory ? read(pid, "smaps") : List.of(), sums);
    String stat = read(pid, "stat").getFirst();
    String[] fields = stat.substring(stat.lastIndexOf(") ") + 2).split(" ", -1);
    return new Kernel(
        pid,
        rollup,
        sums,
        sizes,
        mappings,
        Integer.parseInt(status.getOrDefault("Threads", "0")),
        state(status),
        Long.parseLong(status.getOrDefault("TracerPid", "0")),
        Long.parseLong(fields[MINOR_FAULTS]),
        Long.parseLong(fields[MAJOR_FAULTS]));
  }

  /// The state of a process, one letter, or the empty string if there is no such process.
  public static String stateOf(long pid) {
    try {
      return state(statusOf(pid));
    } catch (UncheckedIOException gone) {
      return "";
    }
  }

  /// Resident bytes, as `smaps_rollup` adds them up.
  public long rss() {
    return rolledUp("Rss");
  }

  /// Resident bytes, each page divided by how many map it.
  public long pss() {
    return rolledUp("Pss");
  }

  public long privateDirty() {
    return rolledUp("Private_Dirty");
  }

  public long privateClean() {
    return rolledUp("Private_Clean");
  }

  /// Resident bytes that nobody else maps.
  public long uss() {
    return privateDirty() + privateClean();
  }

  /// Resident bytes that are a file's, unchanged: who else maps them is up to others.
  public long ofFiles() {
    return status.getOrDefault("RssFile", 0L);
  }

  /// Bytes of anonymous memory, each page divided by how many map it: the part of the PSS in which
  /// strangers have none.
  public long anonymousPss() {
    return rolledUp("Pss_Anon");
  }

  public long swap() {
    return rolledUp("Swap");
  }

  /// Bytes of its page tables.
  public long pageTables() {
    return status.getOrDefault("VmPTE", 0L);
  }

  private long rolledUp(String field) {
    return rollup.getOrDefault(field, 0L);
  }

  /// The state, but that all in which a process goes about its business are one, `R`: who was held
  /// wakes before it sleeps on, and where the processors are busy that takes a while.
  private String running() {
    return isLetRun() ? "R" : state;
  }

  /// Whether nobody stops it: it sleeps, or runs.
  public boolean isLetRun() {
    return List.of("S", "R", "D").contains(state) && tracer == 0;
  }

  /// What has happened to the process since an earlier reading that a mere onlooker does not cause:
  /// one sentence for each, none if it was left alone. The process must have slept all the time.
  public List<String> disturbancesSince(Kernel before) {
    List<String> differences = new ArrayList<>();
    for (String name : OWN_SUMS) {
      compare(name + " (smaps)", before.sums.get(name), sums.get(name), differences);
    }
    for (String name : OWN_ROLLUP) {
      compare(name, before.rollup.get(name), rollup.get(name), differences);
    }
    for (String name : status.keySet()) {
      compare(name, before.status.get(name), status.get(name), differences);
    }
    compare("process", before.pid, pid, differences);
    compare("mappings", before.mappings, mappings, differences);
    compare("threads", before.threads, threads, differences);
    compare("state", before.running(), running(), differences);
    compare("tracer", before.tracer, tracer, differences);
    compare("minor faults", before.minorFaults, minorFaults, differences);
    compare("major faults", before.majorFaults, majorFaults, differences);
    return differences;
  }

  private static void compare(
      String what, @Nullable Object before, @Nullable Object after, List<String> differences) {
    if (!Objects.equals(before, after)) {
      differences.add(what + " was " + before + " and is " + after);
    }
  }

  /// Adds up lines such as `Rss: 12 kB`; returns how many lines begin a mapping instead.
  private static int addFields(List<String> lines, Map<String, Long> sums) {
    int mappings = 0;
    boolean anonymous = false;
    for (String line : lines) {
      int colon = line.indexOf(": ");
      if (line.endsWith(" kB") && colon > 0) {
        String name = line.substring(0, colon);
        long value = bytes(line.substring(colon + 1));
        sums.merge(name, value, Long::sum);
        if (anonymous && name.equals("Private_Clean")) {
          sums.merge(UNSHARED, value, Long::sum);
        }
      } else if (Character.digit(line.charAt(0), 16) >= 0) {
        mappings++;
        // A file has a path; what else is named, such as [heap], is anonymous.
        anonymous = !line.contains("/");
      }
    }
    return mappings;
  }

  private static Map<String, String> statusOf(long pid) {
    Map<String, String> fields = new TreeMap<>();
    for (String line : read(pid, "status")) {
      int colon = line.indexOf(':');
      fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return fields;
  }

  private static String state(Map<String, String> status) {
    return status.getOrDefault("State", "?").substring(0, 1);
  }

  private static long bytes(String kibibytes) {
    return Long.parseLong(kibibytes.substring(0, kibibytes.length() - " kB".length()).strip())
        << 10;
  }

  private static List<String> read(long pid, String file) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/" + file), ISO_8859_1);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
