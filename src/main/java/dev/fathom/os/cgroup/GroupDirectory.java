package dev.fathom.os.cgroup;

import dev.fathom.host.KernelFiles;
import dev.fathom.model.ProcessAccessException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// The files of one control group.
///
/// Documentation/admin-guide/cgroup-v1/memory.rst and cgroup-v2.rst say what each means.
public final class GroupDirectory {
  /// Version 1 writes "no limit" as the largest number of pages.
  private static final long NO_LIMIT = Long.MAX_VALUE / 2;

  /// What version 1 calls what version 2 counts, of a group and all within it.
  private static final Map<String, String> NAMES_OF_ONE =
      Map.ofEntries(
          Map.entry("total_rss", "anon"),
          Map.entry("total_cache", "file"),
          Map.entry("total_shmem", "shmem"),
          Map.entry("total_mapped_file", "file_mapped"),
          Map.entry("total_dirty", "file_dirty"),
          Map.entry("total_writeback", "file_writeback"),
          Map.entry("total_inactive_file", "inactive_file"),
          Map.entry("total_active_file", "active_file"),
          Map.entry("total_swapcached", "swapcached"),
          Map.entry("total_unevictable", "unevictable"),
          Map.entry("total_workingset_refault_anon", "workingset_refault_anon"),
          Map.entry("total_workingset_refault_file", "workingset_refault_file"));

  private final MemoryHierarchy hierarchy;
  private final Path directory;
  private final List<Path> groups;

  private GroupDirectory(MemoryHierarchy hierarchy, Path directory) {
    this.hierarchy = hierarchy;
    this.directory = directory;
    this.groups = GroupNames.all(directory);
  }

  public static GroupDirectory of(MemoryHierarchy hierarchy, Path directory) {
    return new GroupDirectory(hierarchy, directory);
  }

  /// {@return its path in the hierarchy}
  public String path() {
    return hierarchy.pathOf(directory);
  }

  /// {@return how many groups are within it}
  public int within() {
    return groups.size() - 1;
  }

  /// {@return the numbers of its directory and of all within it: what frames are charged to}
  public Set<Long> inodes() {
    Set<Long> inodes = new TreeSet<>();
    groups.forEach(group -> inode(group).ifPresent(inodes::add));
    return inodes;
  }

  private static OptionalLong inode(Path group) {
    try {
      return OptionalLong.of(KernelFiles.inode(group));
    } catch (IOException gone) {
      return OptionalLong.empty();
    }
  }

  /// {@return the processes in it and below it, ascending}
  ///
  /// @throws ProcessAccessException in one line, where it is gone or may not be read
  public List<Integer> processes() throws ProcessAccessException {
    Set<Integer> processes = new TreeSet<>();
    text("cgroup.procs");
    for (Path group : groups) {
      for (String line : lines(group.resolve("cgroup.procs"))) {
        number(line).ifPresent(process -> processes.add((int) process));
      }
    }
    return new ArrayList<>(processes);
  }

  /// {@return the bytes that it is charged}
  ///
  /// @throws ProcessAccessException in one line, where it is gone or is not charged anything
  public long usage() throws ProcessAccessException {
    String file = hierarchy.usageFile();
    return number(text(file).strip())
        .orElseThrow(() -> new ProcessAccessException(directory.resolve(file) + " has no number"));
  }

  /// {@return what bounds it, and what it is charged for; by the names of version 2}
  public Map<String, Long> statistics() throws ProcessAccessException {
    Map<String, Long> statistics = new HashMap<>();
    for (String line : text("memory.stat").lines().toList()) {
      String[] words = line.split(" ", -1);
      if (words.length == 2) {
        String name = isOne() ? NAMES_OF_ONE.getOrDefault(words[0], "") : words[0];
        number(words[1]).ifPresent(value -> statistics.put(name, value));
      }
    }
    statistics.remove("");
    if (isOne()) {
      number("memory.kmem.usage_in_bytes", directory)
          .ifPresent(value -> statistics.put("kernel", value));
    }
    return statistics;
  }

  /// {@return the limit of its own; empty where it has none}
  public OptionalLong limit() {
    return limit(directory);
  }

  private OptionalLong limit(Path group) {
    return bound(isOne() ? "memory.limit_in_bytes" : "memory.max", group);
  }

  /// {@return the least limit of the groups that it is within}
  public OptionalLong limitAbove() {
    long least = Long.MAX_VALUE;
    for (Path group = directory; !group.equals(hierarchy.mount()); ) {
      group = group.getParent();
      if (group == null) {
        break;
      }
      least = Math.min(least, limit(group).orElse(Long.MAX_VALUE));
    }
    return least == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(least);
  }

  /// {@return from where on it is slowed down, or taken from first}
  public OptionalLong high() {
    return bound(isOne() ? "memory.soft_limit_in_bytes" : "memory.high", directory);
  }

  /// {@return the limit of swap; of version 1 that of memory and swap together}
  public OptionalLong swapLimit() {
    return bound(isOne() ? "memory.memsw.limit_in_bytes" : "memory.swap.max", directory);
  }

  /// {@return the most that it was charged}
  public OptionalLong peak() {
    return number(isOne() ? "memory.max_usage_in_bytes" : "memory.peak", directory);
  }

  /// {@return its bytes in the swap area}
  public OptionalLong swap() {
    if (!isOne()) {
      return number("memory.swap.current", directory);
    }
    return field("memory.stat", "total_swap");
  }

  /// {@return how often one of its processes was killed for want of memory}
  public OptionalLong outOfMemoryKills() {
    return isOne() ? field("memory.oom_control", "oom_kill") : field("memory.events", "oom_kill");
  }

  /// {@return how many groups within it are gone, and charged still}
  public long dying() {
    return field("cgroup.stat", "nr_dying_descendants").orElse(0);
  }

  private boolean isOne() {
    return hierarchy.version() == 1;
  }

  private OptionalLong bound(String file, Path group) {
    OptionalLong bound = number(file, group);
    return bound.isPresent() && bound.getAsLong() >= NO_LIMIT ? OptionalLong.empty() : bound;
  }

  private OptionalLong field(String file, String name) {
    for (String line : lines(directory.resolve(file))) {
      if (line.startsWith(name + " ")) {
        return number(line.substring(name.length() + 1));
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong number(String file, Path group) {
    return lines(group.resolve(file)).stream()
        .findFirst()
        .map(GroupDirectory::number)
        .orElse(OptionalLong.empty());
  }

  private static OptionalLong number(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException word) {
      return OptionalLong.empty(); // `max`
    }
  }

  private static List<String> lines(Path file) {
    try {
      return KernelFiles.text(file).lines().toList();
    } catch (IOException none) {
      return List.of();
    }
  }

  private String text(String file) throws ProcessAccessException {
    try {
      return KernelFiles.text(directory.resolve(file));
    } catch (NoSuchFileException none) {
      throw new ProcessAccessException(
          Files.isDirectory(directory)
              ? "control group " + path() + " counts no memory (it has no " + file + ")"
              : "control group " + path() + " is gone");
    } catch (AccessDeniedException refused) {
      throw new ProcessAccessException("control group " + path() + " may not be read; root may");
    } catch (IOException failed) {
      throw new ProcessAccessException(
          "control group "
              + path()
              + " cannot be read: it is gone, or threaded, and those above it are charged");
    }
  }
}
