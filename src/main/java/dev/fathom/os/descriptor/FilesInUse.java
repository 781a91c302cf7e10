package dev.fathom.os.descriptor;

import dev.fathom.host.KernelFiles;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.container.GroupFile;
import dev.fathom.os.MapsEntry;
import dev.fathom.os.ProcessDirectory;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The files that some processes have open or mapped, each once, and how much of each is in memory.
public final class FilesInUse {
  /// No more are looked at.
  private static final int MOST = 50_000;

  private static final int MOST_BELOW = 500_000;

  private static final String MEMFD = "/memfd:";
  private static final String SEGMENT = "/SYSV";
  private static final String SHARED = "/dev/zero (deleted)";

  private final Map<String, Use> files = new LinkedHashMap<>();

  /// Devices that are file systems in memory.
  private final Set<String> memory = new HashSet<>();

  /// A file.
  private static final class Use {
    final String name;
    final String path;
    final Set<Integer> processes = new HashSet<>();

    Use(String name, String path) {
      this.name = name;
      this.path = path;
    }
  }

  /// Notes what a process has. What it may not be asked is left out.
  public void add(ProcessDirectory process) {
    Path directory = Path.of("/proc", Integer.toString(process.shownAs()));
    mounts(directory);
    try {
      for (MapsEntry mapping : process.maps()) {
        if (mapping.inode() != 0) {
          if (isOfMemory(mapping.name())) {
            memory.add(mapping.device());
          }
          add(
              mapping.device() + ' ' + mapping.inode(),
              mapping.name(),
              process.mappedFile(mapping.start(), mapping.end()).toString(),
              process.process());
        }
      }
    } catch (ProcessAccessException gone) {
      return;
    }
    descriptors(directory, process.process());
  }

  /// Notes all files below a directory, who has them open or not.
  ///
  /// @throws IOException if there is no such directory
  public void addBelow(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
            if (facts.isRegularFile()) {
              FileState.of(file.toString())
                  .ifPresent(state ->
                      files.putIfAbsent(
                          state.device() + ' ' + state.inode(),
                          new Use(file.toString(), file.toString())));
            }
            return files.size() < MOST_BELOW ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException refused)
              throws IOException {
            if (file.equals(directory)) {
              throw refused;
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void descriptors(Path directory, int process) {
    try {
      for (String number : KernelFiles.names(directory.resolve("fd"))) {
        Path descriptor = directory.resolve("fd").resolve(number);
        String name = KernelFiles.link(descriptor);
        if (name.startsWith("/")) {
          FileState.of(descriptor.toString())
              .filter(FileState::regular)
              .ifPresent(file -> {
                if (isOfMemory(name)) {
                  memory.add(file.device());
                }
                add(file.device() + ' ' + file.inode(), name, descriptor.toString(), process);
              });
        }
      }
    } catch (IOException closed) {
      return; // what was seen is kept
    }
  }

  private void add(String key, String name, String path, int process) {
    Use known = files.get(key);
    if (known == null && files.size() < MOST) {
      known = new Use(name, path);
      files.put(key, known);
    }
    if (known != null) {
      known.processes.add(process);
    }
  }

  private static boolean isOfMemory(String name) {
    return name.startsWith(MEMFD) || name.startsWith(SEGMENT) || name.equals(SHARED);
  }

  /// Which of the devices that a process has mounted are in memory.
  private void mounts(Path directory) {
    try {
      for (String line : KernelFiles.text(directory.resolve("mountinfo")).lines().toList()) {
        String[] fields = line.split(" ", 4);
        String[] device = fields.length < 4 ? new String[0] : fields[2].split(":", -1);
        if (device.length == 2 && line.contains(" - tmpfs ")) {
          memory.add(
              String.format(
                  Locale.ROOT,
                  "%02x:%02x",
                  Integer.parseInt(device[0]),
                  Integer.parseInt(device[1])));
        }
      }
    } catch (IOException | NumberFormatException gone) {
      return;
    }
  }

  /// {@return the files of which something is in memory, the largest first}
  ///
  /// @param groups the directories of the control groups whose charges are asked for
  public List<GroupFile> inMemory(Set<Long> groups) {
    List<GroupFile> found = new ArrayList<>();
    try (CachedPages pages = CachedPages.of(groups)) {
      files.forEach((key, use) -> {
        String device = key.substring(0, key.indexOf(' '));
        // Who has a file mapped may name another by the same path: the kernel's own link is it.
        Optional<FileState> state = FileState.of(use.path).filter(FileState::regular);
        state
            .flatMap(file -> pages.of(use.path, file.length()))
            .filter(cached -> cached.bytes() > 0)
            .map(cached ->
                new GroupFile(
                    use.name,
                    memory.contains(device),
                    cached.bytes(),
                    cached.charged(),
                    use.processes.size()))
            .ifPresent(found::add);
      });
    }
    found.sort(Comparator.comparingLong(GroupFile::bytes).reversed());
    return List.copyOf(found);
  }
}
