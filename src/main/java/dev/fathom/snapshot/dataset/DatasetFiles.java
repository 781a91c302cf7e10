package dev.fathom.snapshot.dataset;

import dev.fathom.snapshot.SnapshotException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which files of a dataset count at one moment, for whoever reads them by himself.
///
/// As a rule all that are there, and one pattern says which: then nobody may put files together
/// while they are read ([#isStill]). Otherwise each is named, of one moment, and whoever reads them
/// reads that moment unless one has gone.
public final class DatasetFiles {
  private static final String ANY = "/app=*/host=*/taken=*/" + OwnFile.GLOB;

  /// How often files are listed anew because some went meanwhile.
  private static final int MOST_TRIES = 20;

  private final Dataset dataset;
  private final Merges merges;
  private final boolean named;
  private final String mark;

  private DatasetFiles(Dataset dataset, Merges merges, boolean named, String mark) {
    this.dataset = dataset;
    this.merges = merges;
    this.named = named;
    this.mark = mark;
  }

  /// {@return those of this moment, by a pattern if that is possible}
  public static DatasetFiles of(Dataset dataset) throws IOException {
    Merges merges = new Merges(dataset);
    String mark = merges.mark();
    return new DatasetFiles(dataset, merges, !merges.state().isQuiet(), mark);
  }

  /// {@return those of this moment, each by its name}
  public static DatasetFiles named(Dataset dataset) throws IOException {
    Merges merges = new Merges(dataset);
    return new DatasetFiles(dataset, merges, true, merges.mark());
  }

  /// {@return whether each is named: then what was read is right, whatever has happened since}
  public boolean areNamed() {
    return named;
  }

  /// {@return whether they are the same now}
  public boolean isStill() throws IOException {
    return merges.mark().equals(mark) && merges.state().isQuiet();
  }

  /// {@return what finds the files of a table: patterns in which `*` and `[…]` mean something; none
  /// where there is no file}
  ///
  /// @throws SnapshotException if files go all the time
  public List<String> patterns(DatasetTable table) throws IOException {
    if (named) {
      return list(table).stream().map(path -> literally(path.toAbsolutePath())).toList();
    }
    return dataset.has(table)
        ? List.of(literally(dataset.folder(table).toAbsolutePath()) + ANY)
        : List.of();
  }

  /// What is under way is settled by what has its name once all are listed: its old files are there
  /// as long as the new one is not.
  private Set<Path> list(DatasetTable table) throws IOException {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      String before = merges.mark();
      Set<Path> files = new LinkedHashSet<>();
      dataset.files(table).forEach(file -> files.add(file.path()));
      Merges.State state = merges.state();
      if (merges.mark().equals(before)) {
        state.published().stream()
            .filter(path -> path.startsWith(dataset.folder(table)))
            .forEach(files::add);
        files.removeAll(state.superseded());
        return files;
      }
    }
    throw new SnapshotException(
        dataset.folder() + " is being compacted, and changes all the time: ask again");
  }

  /// {@return a path as a pattern that means nothing else}
  public static String literally(Path path) {
    return path.toString().replaceAll("[*?\\[]", "[$0]");
  }
}
