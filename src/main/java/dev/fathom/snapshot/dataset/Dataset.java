package dev.fathom.snapshot.dataset;

import dev.fathom.host.OutputException;
import dev.fathom.host.OutputFile;
import dev.fathom.snapshot.SnapshotException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A folder with what many looks found.
public final class Dataset {
  /// How often a folder is made anew that somebody removed because it was empty.
  private static final int MOST_TRIES = 10;

  private final Path folder;

  private Dataset(Path folder) {
    this.folder = folder;
  }

  /// Whether a folder is one.
  public static boolean isAt(Path folder) {
    return DatasetMark.isIn(folder);
  }

  /// Opens one.
  ///
  /// @throws SnapshotException if there is none, or it is of a newer version
  public static Dataset open(Path folder) throws SnapshotException {
    if (!isAt(folder)) {
      throw new SnapshotException(folder + " is not a dataset: " + whyNot(folder));
    }
    DatasetMark.check(folder);
    return new Dataset(folder);
  }

  private static String whyNot(Path folder) {
    if (Files.isRegularFile(folder)) {
      return "it is a file";
    }
    if (Files.exists(folder) && !(Files.isReadable(folder) && Files.isExecutable(folder))) {
      return "this user may not read it";
    }
    return "fathom snapshot PID --into " + folder + " makes one";
  }

  /// Opens one, or makes an empty folder one, or a new one.
  ///
  /// @throws IOException in one line, if that is not possible
  public static Dataset openOrMake(Path folder) throws IOException {
    if (!isAt(folder)) {
      makeFolders(folder);
      try (Stream<Path> files = Files.list(folder)) {
        // What another writer is about to make it by has no name yet, or one with a dot.
        if (files.anyMatch(file -> !file.getFileName().toString().startsWith("."))
            && !isAt(folder)) {
          throw new SnapshotException(
              folder
                  + " is not empty and no dataset: name a new folder, or an empty one, after"
                  + " --into");
        }
      }
      if (!isAt(folder)) {
        DatasetMark.write(folder);
      }
    }
    return open(folder);
  }

  /// {@return what the column `app` has of an app: its name, or of an odd one what is in its
  /// folder's name}
  public static String appColumn(String app) {
    return PartitionName.readBack(app);
  }

  public Path folder() {
    return folder;
  }

  Path folder(DatasetTable table) {
    return folder.resolve(table.id());
  }

  /// Who a look is of.
  ///
  /// @param app as it is named
  /// @param host as it is named
  /// @param process its id
  /// @param taken when
  public record Origin(String app, String host, int process, Instant taken) {}

  /// Adds what one look found: all of it, or nothing.
  ///
  /// @param tables of the look; the last is the one that says that there is one
  /// @return how many bytes that are
  public long add(Origin origin, List<DatasetRows> tables) throws IOException {
    DatasetPartition partition =
        DatasetPartition.of(
            origin.app(), origin.host(), origin.taken().atZone(ZoneOffset.UTC).toLocalDate());
    String name = OwnFile.fresh(origin.taken(), origin.process());
    List<OutputFile> files = new ArrayList<>();
    List<OutputFile> published = new ArrayList<>();
    boolean whole = false;
    try {
      long bytes = 0;
      for (DatasetRows rows : tables) {
        OutputFile file = open(partition.in(folder(rows.table())), name);
        files.add(file);
        rows.write().write().writeTo(file.output());
        file.output().flush();
        bytes += file.bytes();
      }
      for (OutputFile file : files) {
        publish(file);
        published.add(file);
      }
      whole = true;
      return bytes;
    } finally {
      for (OutputFile file : files) {
        file.close();
      }
      if (!whole) {
        for (OutputFile file : published) {
          Files.deleteIfExists(file.name());
        }
      }
    }
  }

  /// Gives a file its name. Until then its folder looks empty, and who puts files together may have
  /// removed it.
  private static void publish(OutputFile file) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        makeFolders(Objects.requireNonNull(file.name().getParent()));
        file.publishForAll();
        return;
      } catch (OutputException failure) {
        if (tries == MOST_TRIES || !failure.isDirectoryAbsent()) {
          throw failure;
        }
      }
    }
  }

  /// Opens a new file in a folder that is made if need be.
  static OutputFile open(Path folder, String name) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        makeFolders(folder);
        return OutputFile.open(folder.resolve(name));
      } catch (OutputException failure) {
        if (tries == MOST_TRIES || !failure.isDirectoryAbsent()) {
          throw failure;
        }
      }
    }
  }

  private static void makeFolders(Path folder) throws OutputException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException file) {
      throw new OutputException(folder.toString(), "it is not a folder");
    } catch (NoSuchFileException removed) {
      throw new OutputException(folder, removed);
    } catch (FileSystemException refused) {
      String why = refused.getReason() == null ? "not permitted" : refused.getReason();
      throw new OutputException(folder.toString(), why);
    } catch (IOException refused) {
      throw new OutputException(folder.toString(), String.valueOf(refused.getMessage()));
    }
  }

  /// {@return the files of a table} **Cost**: some 20 µs a folder.
  List<OwnFile> files(DatasetTable table) throws IOException {
    return OwnFile.below(folder(table));
  }

  /// {@return whether a table has any} **Cost**: that of the first of each folder.
  public boolean has(DatasetTable table) throws IOException {
    return OwnFile.isAnyBelow(folder(table));
  }

  /// {@return how many files of a table there are, and what they take}
  public TableExtent extent(DatasetTable table) throws IOException {
    TableExtent extent = TableExtent.NOTHING;
    for (OwnFile file : files(table)) {
      extent = extent.and(file.partition(), Files.size(file.path()));
    }
    return extent;
  }
}
