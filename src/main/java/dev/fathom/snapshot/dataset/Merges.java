package dev.fathom.snapshot.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fathom.host.KernelFiles;
import dev.fathom.host.OutputFile;
import dev.fathom.snapshot.SnapshotException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which files are being put together into one.
///
/// A merge is written down before its file gets its name, and struck out when those that went into
/// it are gone:
///
/// 1. the new file is complete, and has no name;
/// 2. `_merges/NAME` says what it is made of, a path a line;
/// 3. the new file gets its name;
/// 4. the old ones go;
/// 5. `_merges/NAME` goes.
///
/// So at each moment it is known which rows count: as long as the new file has no name the old
/// ones, afterwards the new one alone. Who is interrupted in between leaves work that [#finish]
/// does. Readers that know nothing of this see rows twice between 3 and the end of 4.
final class Merges {
  private static final String FOLDER = "_merges";
  private static final String MARK = "mark";
  private static final String LOCK = "_compact.lock";
  private static final long LARGEST = 1 << 26;

  private final Path dataset;

  Merges(Dataset dataset) {
    this.dataset = dataset.folder();
  }

  /// One of them.
  ///
  /// @param note where it is written down
  /// @param into the file with all rows
  /// @param from those it is made of
  private record Merge(Path note, Path into, List<Path> from) {
    boolean isPublished() {
      return Files.exists(into);
    }
  }

  /// What a reader does not read, and what tells that it has changed since.
  ///
  /// @param superseded files whose rows are in another one
  /// @param published files that have the rows of these
  /// @param notes the names of the merges that were under way
  record State(Set<Path> superseded, Set<Path> published, Set<String> notes) {
    boolean isQuiet() {
      return notes.isEmpty();
    }
  }

  /// {@return which files do not count at this moment}
  State state() throws IOException {
    Set<Path> superseded = new HashSet<>();
    Set<Path> published = new HashSet<>();
    Set<String> notes = new HashSet<>();
    for (Merge merge : all()) {
      notes.add(merge.note().getFileName().toString());
      if (merge.isPublished()) {
        superseded.addAll(merge.from());
        published.add(merge.into());
      }
    }
    return new State(superseded, published, notes);
  }

  /// Keeps others from merging as long as it is open; released also when Fathom is killed.
  ///
  /// @throws SnapshotException if somebody merges
  FileChannel lock() throws IOException {
    FileChannel channel =
        FileChannel.open(
            dataset.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException own) {
      lock = null;
    } catch (IOException unsupported) {
      channel.close();
      throw new SnapshotException(
          "files in " + dataset + " cannot be locked: " + unsupported.getMessage());
    }
    if (lock == null) {
      channel.close();
      throw new SnapshotException(
          dataset + " is being compacted by somebody else: wait until that is done");
    }
    return channel;
  }

  /// Puts files together: the new one counts from the moment on in which it has its name.
  ///
  /// @param complete it, with all that is in the old ones
  void replace(OutputFile complete, List<Path> old) throws IOException {
    Path folder = dataset.resolve(FOLDER);
    Files.createDirectories(folder);
    Path note = folder.resolve(complete.name().getFileName().toString() + ".txt");
    try (OutputFile written = OutputFile.open(note)) {
      StringBuilder lines = new StringBuilder(relative(complete.name())).append('\n');
      old.forEach(file -> lines.append(relative(file)).append('\n'));
      written.output().write(lines.toString().getBytes(UTF_8));
      written.publishForAll();
    }
    complete.publishForAll();
    finish(new Merge(note, complete.name(), old));
  }

  private String relative(Path file) {
    return dataset.relativize(file).toString();
  }

  /// Ends what somebody began who was interrupted. The caller has the lock.
  ///
  /// @return how many there were
  int finish() throws IOException {
    List<Merge> begun = all();
    for (Merge merge : begun) {
      finish(merge);
    }
    return begun.size();
  }

  /// {@return what changes each time that files go} It does so before they do: a reader who finds
  /// the same and the same merges before and after has read one state.
  String mark() throws IOException {
    try {
      return new String(KernelFiles.bytes(dataset.resolve(FOLDER).resolve(MARK)), UTF_8);
    } catch (NoSuchFileException none) {
      return "";
    }
  }

  /// Says that files are about to go.
  void changeMark() throws IOException {
    Path folder = dataset.resolve(FOLDER);
    Files.createDirectories(folder);
    try (OutputFile written = OutputFile.open(folder.resolve(MARK))) {
      written.output().write(OwnFile.freshMerged().getBytes(UTF_8));
      written.publishForAll();
    }
  }

  private void finish(Merge merge) throws IOException {
    changeMark();
    if (merge.isPublished()) {
      for (Path file : merge.from()) {
        Files.deleteIfExists(file);
        removeEmpty(file.getParent());
      }
    }
    Files.deleteIfExists(merge.note());
  }

  /// Removes folders of partitions in which nothing is any more.
  static void removeEmpty(@Nullable Path folder) throws IOException {
    Path at = folder;
    while (at != null && at.getFileName().toString().indexOf('=') > 0) {
      try (Stream<Path> entries = Files.list(at)) {
        if (entries.findAny().isPresent()) {
          return;
        }
        Files.delete(at);
      } catch (NoSuchFileException gone) {
        // its parent may be empty all the same
      } catch (java.nio.file.DirectoryNotEmptyException written) {
        return;
      }
      at = at.getParent();
    }
  }

  private List<Merge> all() throws IOException {
    List<Merge> merges = new ArrayList<>();
    try (DirectoryStream<Path> notes =
        Files.newDirectoryStream(dataset.resolve(FOLDER), OwnFile.GLOB + ".txt")) {
      for (Path note : notes) {
        read(note, merges);
      }
    } catch (NoSuchFileException none) {
      return List.of();
    }
    return merges;
  }

  /// What is written there was written by somebody: only files of this dataset are meant by it.
  private void read(Path note, List<Merge> merges) throws IOException {
    List<String> lines;
    try {
      if (Files.size(note) > LARGEST) {
        throw new SnapshotException(note + " is longer than Fathom writes it");
      }
      lines = new String(KernelFiles.bytes(note), UTF_8).lines().toList();
    } catch (NoSuchFileException done) {
      return;
    }
    List<Path> files = new ArrayList<>();
    for (String line : lines) {
      OwnFile.at(dataset, line).ifPresent(files::add);
    }
    if (files.size() != lines.size() || files.isEmpty()) {
      throw new SnapshotException(
          note + " is not as Fathom writes it: look at it, and remove it by hand");
    }
    merges.add(new Merge(note, files.getFirst(), files.subList(1, files.size())));
  }
}
