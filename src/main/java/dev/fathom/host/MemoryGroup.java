package dev.fathom.host;

import dev.fathom.model.ProcessAccessException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A control group of Fathom's own, whose processes may use so much memory and no more.
///
/// It is made within the group that Fathom is in, and removed when it is closed: by then nobody may
/// be in it any more.
public final class MemoryGroup implements AutoCloseable {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");
  private static final Path OWN_GROUPS = Path.of("/proc/self/cgroup");
  private static final String PROCESSES = "cgroup.procs";
  private static final int ATTEMPTS = 50;
  private static final long BETWEEN_MILLIS = 20;

  private final Path directory;
  private final Version version;

  /// The names that a version of control groups gives to its files.
  ///
  /// @param limit the file with the limit
  /// @param usage the file with what is charged to the group
  /// @param file the line of `memory.stat` with what is charged for pages of files
  // Documentation/admin-guide/cgroup-v1/memory.rst, cgroup-v2.rst
  private record Version(String limit, String usage, String file) {
    static final Version ONE =
        new Version("memory.limit_in_bytes", "memory.usage_in_bytes", "cache");
    static final Version TWO = new Version("memory.max", "memory.current", "file");
  }

  private MemoryGroup(Path directory, Version version) {
    this.directory = directory;
    this.version = version;
  }

  /// Makes one, without a limit.
  ///
  /// @throws ProcessAccessException in one line that says why there can be none here
  public static MemoryGroup create() throws ProcessAccessException {
    String name = "fathom-" + ProcessHandle.current().pid();
    for (String line : ownGroups()) {
      String[] fields = line.split(":", 3);
      boolean one = fields.length == 3 && List.of(fields[1].split(",", -1)).contains("memory");
      boolean two = fields.length == 3 && fields[1].isEmpty();
      if (one || two) {
        Path mount = one ? MOUNT.resolve("memory") : MOUNT;
        Version version = one ? Version.ONE : Version.TWO;
        Path own = mount.resolve(fields[2].replaceFirst("^/+", "")).normalize();
        // In a container the path is the host's, and only the root of the mount is there.
        Path parent = own.startsWith(mount) && Files.isDirectory(own) ? own : mount;
        MemoryGroup group = new MemoryGroup(parent.resolve(name), version);
        if (group.make()) {
          return group;
        }
      }
    }
    throw new ProcessAccessException(
        "no control group with a limit of memory can be made here (root may, where the kernel's"
            + " controller of memory is on)");
  }

  private static List<String> ownGroups() {
    try {
      return Files.readAllLines(OWN_GROUPS, StandardCharsets.ISO_8859_1);
    } catch (IOException none) {
      return List.of(); // a kernel without control groups
    }
  }

  private boolean make() {
    try {
      Files.createDirectory(directory);
    } catch (IOException refused) {
      return false;
    }
    directory.toFile().deleteOnExit(); // for who interrupts it
    if (Files.isWritable(directory.resolve(version.limit()))) {
      return true;
    }
    close(); // a group without that controller
    return false;
  }

  /// {@return the words of a command that run what follows them in this group}
  public List<String> before() {
    return List.of(
        "sh", "-c", "echo $$ > \"$0\" && exec \"$@\"", directory.resolve(PROCESSES).toString());
  }

  /// Bounds what its processes may use together.
  public void limit(long bytes) throws IOException {
    Files.writeString(directory.resolve(version.limit()), Long.toString(bytes));
  }

  /// {@return how many bytes are charged to it}
  public long usage() throws IOException {
    return Long.parseLong(Files.readString(directory.resolve(version.usage())).strip());
  }

  /// {@return how many of those are pages of files}
  public long files() throws IOException {
    for (String line : Files.readAllLines(directory.resolve("memory.stat"))) {
      if (line.startsWith(version.file() + " ")) {
        return Long.parseLong(line.substring(version.file().length() + 1));
      }
    }
    return 0;
  }

  /// Removes it. The processes that were in it may take a moment to be gone.
  @Override
  public void close() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (directory.toFile().delete() || !Files.isDirectory(directory)) {
        return;
      }
      try {
        Thread.sleep(BETWEEN_MILLIS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
