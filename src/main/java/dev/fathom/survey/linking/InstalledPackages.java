package dev.fathom.survey.linking;

import dev.fathom.elf.loading.SystemRoot;
import dev.fathom.host.KernelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What `dpkg` knows of the files of a system: from its own files, whose forms are those of
/// `deb-shlibs(5)`, `deb-symbols(5)`, and a path a line (`.list`).
///
/// They tell of what is installed. A package that is not is found only where an installed one says
/// which library it has been linked against.
public final class InstalledPackages {
  private static final String FOLDER = "/var/lib/dpkg/info";
  private static final String LIST = ".list";
  private static final String SHLIBS = ".shlibs";

  private final Path folder;
  private List<String> files = List.of();
  private boolean listed;
  private final Map<String, String> owners = new HashMap<>();

  public InstalledPackages(Path root) {
    folder = SystemRoot.of(root).file(FOLDER);
  }

  /// {@return the package that a file belongs to, by the end of its path} **Cost:** reads all lists
  /// of files once, some ten megabytes; only where something is amiss.
  public Optional<String> owner(String path) {
    return Optional.ofNullable(owners.computeIfAbsent(path, wanted -> search(wanted + "\n")));
  }

  /// {@return the package that an installed one names as that which has a library of this name}
  public Optional<String> shlibs(String soname) {
    int at = soname.indexOf(".so.");
    if (at < 0) {
      return Optional.empty();
    }
    String line = soname.substring(0, at) + " " + soname.substring(at + ".so.".length()) + " ";
    for (String file : named(SHLIBS)) {
      for (String each : text(file).split("\n", -1)) {
        if (each.startsWith(line)) {
          return Optional.of(each.substring(line.length()).split(" ", -1)[0]);
        }
      }
    }
    return Optional.empty();
  }

  private @Nullable String search(String wanted) {
    for (String file : named(LIST)) {
      if (text(file).contains(wanted)) {
        String name = file.substring(0, file.length() - LIST.length());
        int architecture = name.indexOf(':');
        return architecture < 0 ? name : name.substring(0, architecture);
      }
    }
    return null;
  }

  private List<String> named(String suffix) {
    if (!listed) {
      listed = true;
      try {
        files = KernelFiles.names(folder).stream().sorted().toList();
      } catch (IOException none) {
        files = List.of(); // another kind of system
      }
    }
    return files.stream().filter(name -> name.endsWith(suffix)).toList();
  }

  private String text(String file) {
    try {
      return KernelFiles.text(folder.resolve(file));
    } catch (IOException unreadable) {
      return "";
    }
  }
}
