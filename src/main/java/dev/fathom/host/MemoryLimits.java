package dev.fathom.host;

import dev.fathom.model.MemoryLimit;
import dev.fathom.model.ProcessAccessException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Finds how much memory a process may use: of the machine, or of the control groups that it is in.
public final class MemoryLimits {
  private static final Path PROC = Path.of("/proc");
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");
  private static final long KIB = 1024;

  private MemoryLimits() {}

  /// The names that a version of control groups gives to its files.
  ///
  /// @param limit the file with the limit
  /// @param usage the file with what is charged to the group
  /// @param reclaimable the line of `memory.stat` with what would be given up first
  private record Version(String title, String limit, String usage, String reclaimable) {}

  // Documentation/admin-guide/cgroup-v1/memory.rst, cgroup-v2.rst
  private static final Version ONE =
      new Version(
          "cgroup v1 ", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file ");
  private static final Version TWO =
      new Version("cgroup v2 ", "memory.max", "memory.current", "inactive_file ");

  /// {@return the limit that is met first: the machine's, or that of a control group which the
  /// process is in}
  public static MemoryLimit of(int process) throws ProcessAccessException {
    return of(controlGroups(process), PROC, MOUNT);
  }

  /// {@return what the machine has, in bytes; 0 where it does not say}
  public static long machineBytes() {
    try {
      return machine(PROC.resolve("meminfo")).limit();
    } catch (ProcessAccessException unreadable) {
      return 0;
    }
  }

  private static List<String> controlGroups(int process) throws ProcessAccessException {
    try {
      return KernelFiles.text(PROC.resolve(Integer.toString(process)).resolve("cgroup"))
          .lines()
          .toList();
    } catch (IOException gone) {
      throw new ProcessAccessException("process " + process + " has ended");
    }
  }

  /// @param groups the lines of `/proc/PID/cgroup`
  static MemoryLimit of(List<String> groups, Path proc, Path mount) throws ProcessAccessException {
    List<MemoryLimit> limits = new ArrayList<>();
    limits.add(machine(proc.resolve("meminfo")));
    for (String line : groups) {
      String[] fields = line.split(":", 3);
      if (fields.length < 3) {
        continue;
      }
      if (fields[1].isEmpty()) {
        addGroups(TWO, mount, fields[2], limits);
        addGroups(TWO, mount.resolve("unified"), fields[2], limits); // beside version 1
      } else if (List.of(fields[1].split(",", -1)).contains("memory")) {
        addGroups(ONE, mount.resolve("memory"), fields[2], limits);
      }
    }
    limits.sort(Comparator.comparingLong(MemoryLimit::available));
    return limits.getFirst();
  }

  private static MemoryLimit machine(Path information) throws ProcessAccessException {
    try {
      String text = KernelFiles.text(information);
      return new MemoryLimit(
          "machine",
          field(text, "MemTotal:").orElse(0) * KIB,
          field(text, "MemAvailable:").orElse(0) * KIB);
    } catch (IOException unreadable) {
      throw new ProcessAccessException(information + " cannot be read; is /proc mounted here?");
    }
  }

  /// A group is bound by its own limit and by those of all above it. In a container the path is the
  /// host's, and only the root of the mount is there: then that is the group.
  private static void addGroups(
      Version version, Path mount, String path, List<MemoryLimit> limits) {
    @Nullable Path group = mount.resolve(path.substring(path.startsWith("/") ? 1 : 0)).normalize();
    while (group != null && group.startsWith(mount)) {
      addGroup(version, group, mount, limits);
      group = group.getParent();
    }
  }

  private static void addGroup(Version version, Path group, Path mount, List<MemoryLimit> limits) {
    OptionalLong limit = number(group.resolve(version.limit()));
    OptionalLong usage = number(group.resolve(version.usage()));
    if (limit.isEmpty() || usage.isEmpty()) {
      return; // no such group here, or without a limit: `max`
    }
    long reclaimable = 0;
    try {
      reclaimable =
          field(KernelFiles.text(group.resolve("memory.stat")), version.reclaimable()).orElse(0);
    } catch (IOException unreadable) {
      // Then none of its file pages count as available: the cautious answer.
    }
    long available = limit.getAsLong() - usage.getAsLong() + reclaimable;
    limits.add(
        new MemoryLimit(
            version.title() + "/" + mount.relativize(group),
            limit.getAsLong(),
            Math.max(0, available)));
  }

  private static OptionalLong number(Path file) {
    try {
      return OptionalLong.of(Long.parseLong(KernelFiles.text(file).strip()));
    } catch (IOException | NumberFormatException none) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong field(String text, String name) {
    for (String line : text.split("\n", -1)) {
      if (line.startsWith(name)) {
        String value = line.substring(name.length()).strip();
        int end = value.indexOf(' ');
        try {
          return OptionalLong.of(Long.parseLong(end < 0 ? value : value.substring(0, end)));
        } catch (NumberFormatException unknownForm) {
          return OptionalLong.empty();
        }
      }
    }
    return OptionalLong.empty();
  }
}
