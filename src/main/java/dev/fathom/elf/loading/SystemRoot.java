package dev.fathom.elf.loading;

import dev.fathom.host.KernelFiles;
import java.io.IOException;
import java.nio.file.Path;

/// The file system as a program sees it: this machine's own, or that of a container.
///
/// @param directory that is the program's `/`; a link in there that begins with `/` begins there,
///   too
public record SystemRoot(Path directory) {
  private static final Path TOP = Path.of("/");

  /// As many links may lead to one another (`MAXSYMLINKS` of the kernel).
  private static final int MOST_LINKS = 40;

  /// {@return that in a directory}
  public static SystemRoot of(Path directory) {
    return new SystemRoot(directory.toAbsolutePath().normalize());
  }

  /// {@return where a path of the program's is, its links followed inside}
  public Path file(String path) {
    if (directory.equals(TOP)) {
      return Path.of(path);
    }
    Path at = TOP.resolve(path).normalize();
    for (int links = 0; links < MOST_LINKS; links++) {
      Path next = withoutFirstLink(at);
      if (next.equals(at)) {
        break;
      }
      at = next;
    }
    return outside(at);
  }

  /// {@return what a file outside is called inside}
  public String inside(Path file) {
    Path whole = file.toAbsolutePath().normalize();
    return directory.equals(TOP) || !whole.startsWith(directory)
        ? whole.toString()
        : TOP.resolve(directory.relativize(whole)).toString();
  }

  private Path withoutFirstLink(Path path) {
    Path at = TOP;
    for (int part = 0; part < path.getNameCount(); part++) {
      Path here = at.resolve(path.getName(part));
      String target = link(outside(here));
      if (!target.isEmpty()) {
        Path to = at.resolve(target);
        return (part + 1 == path.getNameCount()
                ? to
                : to.resolve(path.subpath(part + 1, path.getNameCount())))
            .normalize();
      }
      at = here;
    }
    return path;
  }

  private static String link(Path file) {
    try {
      return KernelFiles.link(file);
    } catch (IOException none) {
      return "";
    }
  }

  private Path outside(Path inside) {
    return directory.resolve(TOP.relativize(inside).toString());
  }
}
