package dev.fathom.cli.follow;

import dev.fathom.model.ProcessAccessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A control group of version 2, of which the kernel counts how long it waits for memory.
record PressureGroup(Path directory) implements AutoCloseable {
  /// Where systemd and others mount them, beside those of version 1 or alone.
  private static final List<Path> MOUNTS =
      List.of(Path.of("/sys/fs/cgroup/unified"), Path.of("/sys/fs/cgroup"));

  static PressureGroup make() throws ProcessAccessException {
    for (Path mount : MOUNTS) {
      Path group = mount.resolve("fathom-pressure-" + ProcessHandle.current().pid());
      try {
        if (Files.exists(mount.resolve("cgroup.controllers"))) {
          Files.createDirectory(group);
          if (Files.exists(group.resolve("memory.pressure"))) {
            return new PressureGroup(group);
          }
          Files.delete(group);
        }
      } catch (IOException refused) {
        break;
      }
    }
    throw new ProcessAccessException("no control group of version 2 can be made here (root may)");
  }

  void add(long process) throws IOException {
    Files.writeString(directory.resolve("cgroup.procs"), Long.toString(process));
  }

  long someMicros() throws IOException {
    String some = Files.readAllLines(directory.resolve("memory.pressure")).getFirst();
    return Long.parseLong(some.substring(some.lastIndexOf('=') + 1));
  }

  @Override
  public void close() throws IOException {
    Files.delete(directory);
  }
}
