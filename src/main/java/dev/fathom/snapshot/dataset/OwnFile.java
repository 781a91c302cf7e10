package dev.fathom.snapshot.dataset;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A file that Fathom wrote into a dataset. Anything else in the folder is nobody's business: it is
/// neither read nor removed, and no link is followed to look for more.
///
/// @param partition where it lies
record OwnFile(DatasetPartition partition, Path path) {
  /// What a pattern of files finds them by.
  static final String GLOB = "fathom-*.parquet";

  private static final Pattern NAME = Pattern.compile("fathom-[0-9a-z-]{1,80}\\.parquet");
  private static final String MERGED = "fathom-merged-";

  /// Of a path within a dataset: table, app, host, day, file.
  private static final int DEPTH = 5;

  private static final SecureRandom RANDOM = new SecureRandom();

  /// {@return a name that no other writer takes}
  static String fresh(Instant taken, int process) {
    return String.format(
        Locale.ROOT, "fathom-%d-%d-%08x.parquet", taken.toEpochMilli(), process, RANDOM.nextInt());
  }

  /// {@return the same of a file with the rows of many looks}
  static String freshMerged() {
    return String.format(Locale.ROOT, MERGED + "%016x.parquet", RANDOM.nextLong());
  }

  /// Whether it is one with the rows of many looks.
  boolean isMerged() {
    return isMergedName(path);
  }

  static boolean isMergedName(Path file) {
    return file.getFileName().toString().startsWith(MERGED);
  }

  /// {@return the file of a dataset that a relative path means; empty where that is not the path of
  /// one}
  static Optional<Path> at(Path dataset, String relative) {
    Path path;
    try {
      path = Path.of(relative);
    } catch (java.nio.file.InvalidPathException impossible) {
      return Optional.empty();
    }
    boolean own =
        path.getNameCount() == DEPTH
            && !path.isAbsolute()
            && DatasetTable.of(path.getName(0).toString()).isPresent()
            && DatasetPartition.of(path.getName(1), path.getName(2), path.getName(3)).isPresent()
            && NAME.matcher(path.getFileName().toString()).matches()
            && hasNoLinks(dataset, path);
    return own ? Optional.of(dataset.resolve(path)) : Optional.empty();
  }

  private static boolean hasNoLinks(Path dataset, Path path) {
    for (int end = 1; end < DEPTH; end++) {
      if (Files.isSymbolicLink(dataset.resolve(path.subpath(0, end)))) {
        return false;
      }
    }
    return true;
  }

  /// {@return those of a table, in the order of their paths}
  static List<OwnFile> below(Path table) throws IOException {
    List<OwnFile> files = new ArrayList<>();
    if (!Files.isDirectory(table, LinkOption.NOFOLLOW_LINKS)) {
      return files;
    }
    for (Path app : folders(table)) {
      for (Path host : folders(app)) {
        for (Path taken : folders(host)) {
          Optional<DatasetPartition> partition = DatasetPartition.of(app, host, taken);
          if (partition.isPresent()) {
            for (Path file : own(taken)) {
              files.add(new OwnFile(partition.get(), file));
            }
          }
        }
      }
    }
    return files;
  }

  static boolean isAnyBelow(Path table) throws IOException {
    for (Path app : folders(table)) {
      for (Path host : folders(app)) {
        for (Path taken : folders(host)) {
          if (DatasetPartition.of(app, host, taken).isPresent() && !own(taken).isEmpty()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static List<Path> own(Path folder) throws IOException {
    return entries(folder).stream()
        .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
        .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  private static List<Path> folders(Path folder) throws IOException {
    return entries(folder).stream()
        .filter(entry -> entry.getFileName().toString().indexOf('=') > 0)
        .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  /// What went meanwhile has none.
  private static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (NoSuchFileException | NotDirectoryException gone) {
      return List.of();
    } catch (java.nio.file.DirectoryIteratorException failure) {
      throw failure.getCause();
    }
    entries.sort(null);
    return entries;
  }
}
