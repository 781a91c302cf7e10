package dev.fathom.os.cgroup;

import dev.fathom.host.KernelFiles;
import dev.fathom.model.ProcessAccessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The control groups that memory is charged to, as they are mounted here.
///
/// @param version of control groups, 1 or 2
/// @param mount the directory of what is mounted
/// @param root which group that is: in a container often not the root of all
public record MemoryHierarchy(int version, Path mount, String root) {
  private static final String CONTROLLERS = "cgroup.controllers";

  /// Finds it.
  ///
  /// @throws ProcessAccessException in one line, where memory is charged to none here
  public static MemoryHierarchy find() throws ProcessAccessException {
    List<String> mounts;
    try {
      mounts = KernelFiles.text(Path.of("/proc/self/mountinfo")).lines().toList();
    } catch (IOException unreadable) {
      throw new ProcessAccessException("/proc/self/mountinfo cannot be read; is /proc mounted?");
    }
    return mounts.stream()
        .map(MemoryHierarchy::ofMount)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() ->
            new ProcessAccessException(
                "no control groups that count memory are mounted here (cgroup2, or cgroup with the"
                    + " controller of memory)"));
  }

  /// {@return what a line of `mountinfo` says is mounted, if it counts memory}
  static Optional<MemoryHierarchy> ofMount(String line) {
    int behind = line.indexOf(" - ");
    String[] fields = line.split(" ", -1);
    if (behind < 0 || fields.length < 5) {
      return Optional.empty();
    }
    String[] system = line.substring(behind + 3).split(" ", -1);
    Path mount = Path.of(plain(fields[4]));
    boolean one =
        system[0].equals("cgroup")
            && Arrays.asList(system[system.length - 1].split(",", -1)).contains("memory");
    boolean two = system[0].equals("cgroup2") && countsMemory(mount);
    return one || two
        ? Optional.of(new MemoryHierarchy(one ? 1 : 2, mount, plain(fields[3])))
        : Optional.empty();
  }

  private static boolean countsMemory(Path mount) {
    try {
      return List.of(KernelFiles.text(mount.resolve(CONTROLLERS)).strip().split(" ", -1))
          .contains("memory");
    } catch (IOException unreadable) {
      return false;
    }
  }

  /// {@return a path as it is: blanks are written as `\040` there}
  private static String plain(String escaped) {
    return escaped.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }

  /// {@return the group that is charged for what a process takes}
  ///
  /// @throws ProcessAccessException in one line, where it is gone or in no group that is shown here
  public Path of(int process) throws ProcessAccessException {
    return charged(group(process));
  }

  /// {@return the group of version 2 that a process is in, whether it counts memory or not; empty
  /// where there is none, or it is the one that all others are in}
  static Optional<Path> unified(int process) {
    try {
      for (String line : KernelFiles.text(Path.of("/proc/self/mountinfo")).lines().toList()) {
        Optional<MemoryHierarchy> mounted = unifiedMount(line);
        if (mounted.isPresent()) {
          Path group = mounted.get().group(process);
          return Files.exists(group.resolve("cgroup.type")) ? Optional.of(group) : Optional.empty();
        }
      }
    } catch (IOException none) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<MemoryHierarchy> unifiedMount(String line) {
    String[] fields = line.split(" ", -1);
    return line.contains(" - cgroup2 ") && fields.length >= 5
        ? Optional.of(new MemoryHierarchy(2, Path.of(plain(fields[4])), plain(fields[3])))
        : Optional.empty();
  }

  private Path group(int process) throws ProcessAccessException {
    String text;
    try {
      text = KernelFiles.text(Path.of("/proc", Integer.toString(process), "cgroup"));
    } catch (IOException gone) {
      throw new ProcessAccessException("there is no process " + process);
    }
    for (String line : text.lines().toList()) {
      String[] fields = line.split(":", 3);
      boolean its =
          fields.length == 3
              && (version == 1
                  ? List.of(fields[1].split(",", -1)).contains("memory")
                  : fields[1].isEmpty());
      if (its) {
        return within(fields[2]);
      }
    }
    throw new ProcessAccessException(
        "process " + process + " is in no control group that counts memory");
  }

  /// {@return the group that is charged for what is in a group: itself, or the nearest above it
  /// that counts memory} Of version 2 a threaded group counts none, and neither does one above
  /// which nobody has asked for that (`cgroup.subtree_control`).
  Path charged(Path group) {
    String usage = usageFile();
    for (Path at = group; at != null && at.startsWith(mount); at = at.getParent()) {
      if (Files.exists(at.resolve(usage))) {
        return at;
      }
    }
    return group;
  }

  /// {@return the file with what a group is charged}
  String usageFile() {
    return version == 1 ? "memory.usage_in_bytes" : "memory.current";
  }

  /// A path that is not below what is mounted is that of the host: then the mount is all there is.
  private Path within(String path) {
    String below =
        root.equals("/")
            ? path
            : path.equals(root)
                ? "/"
                : path.startsWith(root + "/") ? path.substring(root.length()) : path;
    Path directory = mount.resolve(below.replaceFirst("^/+", "")).normalize();
    return directory.startsWith(mount) && Files.isDirectory(directory) ? directory : mount;
  }

  /// {@return a group's path in the hierarchy, as far as it is mounted}
  public String pathOf(Path directory) {
    return "/" + mount.relativize(directory);
  }
}
