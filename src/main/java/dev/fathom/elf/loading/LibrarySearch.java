package dev.fathom.elf.loading;

import dev.fathom.host.KernelFiles;
import dev.fathom.model.linking.LinkGraph.LoaderRules;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.Need.Place;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Where the loader looks for a library that a file needs: `ld.so(8)`, and `_dl_map_object` in
/// glibc's `elf/dl-load.c`; for musl `load_library` in `ldso/dynlink.c`.
public final class LibrarySearch {
  /// A place to try.
  public record Candidate(Path file, String path, Place place) {}

  private static final List<String> GLIBC_DIRECTORIES =
      List.of("/lib64", "/usr/lib64", "/lib", "/usr/lib");
  private static final List<String> MUSL_DIRECTORIES =
      List.of("/lib", "/usr/local/lib", "/usr/lib");

  /// `$LIB` and the usual directories of Debian and its kin have this part.
  private static final String TRIPLET = "-linux-gnu";

  private static final int LONGEST_LIST = 1 << 16;

  private final SystemRoot root;
  private final String environment;
  private final LoaderCache cache;

  /// @param root as the program sees it
  /// @param environment `LD_LIBRARY_PATH`; empty for none
  public LibrarySearch(SystemRoot root, String environment) {
    this.root = root;
    this.environment = environment;
    this.cache = LoaderCache.read(root.file("/etc/ld.so.cache"));
  }

  /// {@return where to look, in order}
  ///
  /// @param name that is needed
  /// @param requester the file that needs it, and before it those that it came by, up to the first
  public List<Candidate> candidates(String name, List<LinkedFile> requester, LoaderRules rules) {
    List<Candidate> found = new ArrayList<>();
    LinkedFile file = requester.getFirst();
    if (name.contains("/")) {
      add(expanded(name, file), Place.PATH, found);
      return found;
    }
    String machine = file.machine();
    if (rules == LoaderRules.UNVERSIONED) {
      addAll(environment, name, file, Place.ENVIRONMENT, found);
      for (LinkedFile each : requester) {
        String path = each.search().runpath();
        addAll(path.isEmpty() ? each.search().rpath() : path, name, each, Place.RUNPATH, found);
      }
      MUSL_DIRECTORIES.forEach(directory -> add(directory + "/" + name, Place.DEFAULT, found));
      return found;
    }
    if (file.search().runpath().isEmpty()) {
      for (LinkedFile each : requester) {
        if (each.search().runpath().isEmpty()) {
          addAll(each.search().rpath(), name, each, Place.RPATH, found);
        }
      }
    }
    addAll(environment.replace(';', ':'), name, file, Place.ENVIRONMENT, found);
    addAll(file.search().runpath(), name, file, Place.RUNPATH, found);
    if (!file.search().avoidsDefaults()) {
      found.addAll(usual(name, machine));
    }
    return found;
  }

  /// {@return where a library is that nobody says more of than its name}
  public List<Candidate> usual(String name, String machine) {
    List<Candidate> found = new ArrayList<>();
    cache.paths(name, machine).forEach(path -> add(path, Place.CACHE, found));
    defaults(machine).forEach(directory -> add(directory + "/" + name, Place.DEFAULT, found));
    return found;
  }

  /// {@return libraries for a machine that are there under a name that begins so}
  public List<String> similar(String beginning, String machine) {
    return cache.names(beginning, machine);
  }

  private static List<String> defaults(String machine) {
    String triplet = triplet(machine);
    return Stream.concat(
            Stream.of("/lib/" + triplet, "/usr/lib/" + triplet), GLIBC_DIRECTORIES.stream())
        .toList();
  }

  private static String triplet(String machine) {
    return switch (machine) {
          case "x86-64" -> "x86_64";
          case "riscv" -> "riscv64";
          default -> machine;
        }
        + TRIPLET;
  }

  private void addAll(
      String directories, String name, LinkedFile file, Place place, List<Candidate> found) {
    if (directories.isEmpty() || directories.length() > LONGEST_LIST) {
      return;
    }
    for (String directory : directories.split(":", -1)) {
      String expanded = expanded(directory.isEmpty() ? "." : directory, file);
      add(expanded + (expanded.endsWith("/") ? "" : "/") + name, place, found);
    }
  }

  private void add(String path, Place place, List<Candidate> found) {
    try {
      found.add(new Candidate(root.file(path), path, place));
    } catch (InvalidPathException impossible) {
      // Such a name has no file.
    }
  }

  /// `$ORIGIN` is the directory of the file that says it, `$LIB` and `$PLATFORM` are the system's.
  private static String expanded(String text, LinkedFile file) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    int slash = file.path().lastIndexOf('/');
    String origin = slash < 0 ? "." : slash == 0 ? "/" : file.path().substring(0, slash);
    String expanded = text;
    for (String[] each :
        new String[][] {
          {"ORIGIN", origin},
          {"LIB", "lib/" + triplet(file.machine())},
          {"PLATFORM", file.machine().replace('-', '_')}
        }) {
      expanded = expanded.replace("${" + each[0] + "}", each[1]).replace("$" + each[0], each[1]);
    }
    return expanded;
  }

  /// {@return files beside one in its directory, that begin so}
  public static List<String> beside(Path file, String beginning) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      return List.of();
    }
    try {
      return KernelFiles.names(directory).stream()
          .filter(name -> name.startsWith(beginning))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
