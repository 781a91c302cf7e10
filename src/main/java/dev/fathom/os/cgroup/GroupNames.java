package dev.fathom.os.cgroup;

import dev.fathom.host.KernelFiles;
import dev.fathom.model.ProcessAccessException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What control groups are called by those who make them: the paths of docker, containerd, podman,
/// Kubernetes and systemd tell it.
public final class GroupNames {
  private static final int MOST_LISTED = 5;

  /// No more groups are looked through for a name.
  private static final int MOST_GROUPS = 100_000;

  private static final int SHORT = 12;

  /// A container's id, behind the word of whoever runs it: `docker-0123….scope`, `/docker/0123…`.
  private static final Pattern ID =
      Pattern.compile("(?:([a-z][a-z-]*)-)?([0-9a-f]{64})(?:\\.scope)?");

  private static final Pattern UNIT = Pattern.compile(".+\\.(?:service|scope|slice|socket|mount)");

  private GroupNames() {}

  /// {@return what the group of a process is, as its path tells; empty where it tells nothing, or
  /// the process is gone} **Cost**: a small file.
  public static String ofProcess(int process) {
    try {
      return titleOf(KernelFiles.text(Path.of("/proc", Integer.toString(process), "cgroup")));
    } catch (IOException gone) {
      return "";
    }
  }

  /// @param groups `/proc/PID/cgroup`: a line a hierarchy. One that counts memory tells it, if one
  ///   does: of those of version 1 some may have no group for the process
  static String titleOf(String groups) {
    return groups
        .lines()
        .map(line -> line.split(":", 3))
        .filter(fields -> fields.length == 3)
        .sorted(Comparator.comparingInt(GroupNames::rank))
        .map(fields -> title(fields[2]))
        .filter(title -> !title.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static int rank(String[] fields) {
    return List.of(fields[1].split(",", -1)).contains("memory") ? 0 : fields[1].isEmpty() ? 1 : 2;
  }

  /// {@return what a group is, as its path tells; empty where it tells nothing}
  public static String title(String path) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    Matcher id = ID.matcher(last);
    if (id.matches()) {
      String runner = id.group(1) == null ? parent(path) : id.group(1);
      return known(runner) + " " + id.group(2).substring(0, SHORT);
    }
    return UNIT.matcher(last).matches() ? "systemd " + last : "";
  }

  private static String parent(String path) {
    String above = path.substring(0, Math.max(0, path.lastIndexOf('/')));
    return above.contains("kubepods") ? "kubernetes" : above.substring(above.lastIndexOf('/') + 1);
  }

  private static String known(String runner) {
    return switch (runner) {
      case "cri-containerd" -> "containerd";
      case "libpod", "libpod-payload" -> "podman";
      case "crio" -> "cri-o";
      case "" -> "container";
      default -> runner;
    };
  }

  /// {@return the directory of the one group that a user means by a word: its directory, its path,
  /// its last part, the unit of systemd, or how the id of a container begins}
  ///
  /// @throws ProcessAccessException in one line, if there is none, or are several
  public static Path find(MemoryHierarchy hierarchy, String word) throws ProcessAccessException {
    try {
      Path direct = Path.of(word).normalize();
      if (word.contains("/")) {
        Path below = hierarchy.mount().resolve(word.replaceFirst("^/+", "")).normalize();
        for (Path each : List.of(direct, below)) {
          if (each.startsWith(hierarchy.mount()) && Files.isDirectory(each)) {
            return each;
          }
        }
        throw new ProcessAccessException(
            "there is no control group '" + word + "' below " + hierarchy.mount());
      }
    } catch (InvalidPathException impossible) {
      throw new ProcessAccessException("there is no control group of that name");
    }
    List<Path> found = called(hierarchy, word);
    if (found.isEmpty()) {
      throw new ProcessAccessException(
          "no control group or container is called '" + word + "'; name a process in it");
    }
    if (found.size() > 1) {
      throw new ProcessAccessException(
          String.format(
              Locale.ROOT,
              "%,d control groups are called '%s': %s%s; name one by its path",
              found.size(),
              word,
              found.stream()
                  .limit(MOST_LISTED)
                  .map(hierarchy::pathOf)
                  .collect(Collectors.joining(", ")),
              found.size() > MOST_LISTED ? " …" : ""));
    }
    return found.getFirst();
  }

  private static List<Path> called(MemoryHierarchy hierarchy, String word) {
    List<Path> exact = new ArrayList<>();
    List<Path> begun = new ArrayList<>();
    for (Path each : all(hierarchy.mount())) {
      String last = String.valueOf(each.getFileName());
      Matcher id = ID.matcher(last);
      if (last.equals(word) || (UNIT.matcher(last).matches() && last.startsWith(word + "."))) {
        exact.add(each);
      } else if (id.matches() && id.group(2).startsWith(word) && word.length() >= 4) {
        begun.add(each);
      }
    }
    return exact.isEmpty() ? begun : exact;
  }

  /// {@return a group and all within it}
  static List<Path> all(Path top) {
    List<Path> groups = new ArrayList<>();
    try {
      Files.walkFileTree(
          top,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path group, BasicFileAttributes facts) {
              groups.add(group);
              return groups.size() < MOST_GROUPS
                  ? FileVisitResult.CONTINUE
                  : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path group, IOException gone) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path group, @Nullable IOException gone) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException gone) {
      return groups;
    }
    return groups;
  }
}
