package dev.fathom.snapshot.dataset;

import dev.fathom.host.OutputFile;
import dev.fathom.snapshot.SnapshotException;
import dev.fathom.snapshot.parquet.DamagedTableException;
import dev.fathom.snapshot.parquet.TableReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes few files of many, and lets go of what is old.
///
/// The files of an app and a day become one, sorted; of very many rows some. **Memory**: that of
/// [#MOST_ROWS] rows, some 100 bytes each. **Cost**: some 0.1 ms a file, 1 µs a row.
public final class Compaction {
  /// A file with so many rows is large enough: what comes after it goes into the next one.
  static final int MOST_ROWS = 1 << 19;

  /// What was done.
  ///
  /// @param finished merges that another one had begun
  /// @param merged small files that are in others now
  /// @param into how many these are
  /// @param removed files that were too old
  /// @param removedBytes what they took
  /// @param damaged files that cannot be read, and were left where they are
  public record Outcome(
      int finished, long merged, long into, long removed, long removedBytes, List<Path> damaged) {
    public Outcome {
      damaged = List.copyOf(damaged);
    }
  }

  private final Dataset dataset;
  private final Merges merges;
  private final List<Path> damaged = new ArrayList<>();
  private long merged;
  private long into;
  private long removed;
  private long removedBytes;

  private Compaction(Dataset dataset) {
    this.dataset = dataset;
    this.merges = new Merges(dataset);
  }

  /// Does it.
  ///
  /// @param keepFrom days before this one go
  /// @param mergeBefore days before this one are put together
  /// @throws SnapshotException if somebody else does it
  public static Outcome of(Dataset dataset, LocalDate keepFrom, LocalDate mergeBefore)
      throws IOException {
    Compaction compaction = new Compaction(dataset);
    FileChannel lock = compaction.merges.lock();
    try {
      int finished = compaction.merges.finish();
      for (DatasetTable table : DatasetTable.values()) {
        compaction.table(table, keepFrom, mergeBefore);
      }
      return new Outcome(
          finished,
          compaction.merged,
          compaction.into,
          compaction.removed,
          compaction.removedBytes,
          compaction.damaged);
    } finally {
      lock.close();
    }
  }

  private void table(DatasetTable table, LocalDate keepFrom, LocalDate mergeBefore)
      throws IOException {
    Map<DatasetPartition, List<OwnFile>> days = new LinkedHashMap<>();
    for (OwnFile file : dataset.files(table)) {
      if (file.partition().taken().isBefore(keepFrom)) {
        remove(file);
      } else if (file.partition().taken().isBefore(mergeBefore)) {
        days.computeIfAbsent(file.partition().ofAllHosts(), day -> new ArrayList<>()).add(file);
      }
    }
    for (Map.Entry<DatasetPartition, List<OwnFile>> day : days.entrySet()) {
      merge(table, day.getKey(), day.getValue());
    }
  }

  private void remove(OwnFile file) throws IOException {
    if (removed == 0) {
      merges.changeMark();
    }
    try {
      long bytes = Files.size(file.path());
      Files.delete(file.path());
      removedBytes += bytes;
      removed++;
    } catch (NoSuchFileException gone) {
      return;
    }
    Merges.removeEmpty(file.path().getParent());
  }

  /// Puts the files of a day together, but for those that are large already.
  private void merge(DatasetTable table, DatasetPartition day, List<OwnFile> files)
      throws IOException {
    List<OwnFile> inOrder = new ArrayList<>(files);
    inOrder.sort(Comparator.comparing(OwnFile::isMerged).reversed());
    DatasetRows rows = new DatasetRows(table);
    List<Path> from = new ArrayList<>();
    for (OwnFile file : inOrder) {
      if (append(file, rows)) {
        from.add(file.path());
      }
      if (rows.count() >= MOST_ROWS) {
        write(day, rows, from);
        rows = new DatasetRows(table);
        from.clear();
      }
    }
    write(day, rows, from);
  }

  /// {@return whether the rows of a file were added}
  private boolean append(OwnFile file, DatasetRows rows) throws IOException {
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
      TableReader reader = TableReader.open(channel, file.path().toString());
      String version = reader.property(DatasetRows.VERSION);
      if (!version.equals("" + DatasetTable.VERSION)) {
        throw new SnapshotException(
            file.path()
                + " is of version '"
                + version
                + "' of the tables, and this Fathom writes "
                + DatasetTable.VERSION
                + ": compact it by the newest Fathom that writes there");
      }
      boolean large = file.isMerged() && reader.rows() >= MOST_ROWS;
      if (large) {
        return false;
      }
      if (reader.rows() > 2 * MOST_ROWS) {
        throw new DamagedTableException("it has more rows than any that Fathom writes");
      }
      DatasetRows own = new DatasetRows(rows.table());
      own.append(reader);
      rows.append(own);
      return true;
    } catch (NoSuchFileException gone) {
      return false;
    } catch (DamagedTableException unreadable) {
      damaged.add(file.path());
      return false;
    }
  }

  private void write(DatasetPartition day, DatasetRows rows, List<Path> from) throws IOException {
    boolean nothingToDo =
        from.isEmpty() || (from.size() == 1 && OwnFile.isMergedName(from.getFirst()));
    if (nothingToDo) {
      return;
    }
    Path folder = day.in(dataset.folder(rows.table()));
    try (OutputFile file = Dataset.open(folder, OwnFile.freshMerged())) {
      rows.write().write().writeTo(file.output());
      file.output().flush();
      merges.replace(file, from);
    }
    merged += from.size();
    into++;
  }
}
