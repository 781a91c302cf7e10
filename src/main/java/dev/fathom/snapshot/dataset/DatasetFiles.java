package dev.fathom.snapshot.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Which files of a dataset count at one moment, for whoever reads them by himself.
///
/// As a rule all that are there, and one pattern says which; while files are put together, or after
/// somebody was interrupted who did, some are left out and each of the others is named.
public final class DatasetFiles {
  private static final String ANY = "/app=*/host=*/taken=*/" + OwnFile.GLOB;

  private final Dataset dataset;
  private final Merges merges;
  private final Merges.State state;
  private final String mark;

  private DatasetFiles(Dataset dataset) throws IOException {
    this.dataset = dataset;
    this.merges = new Merges(dataset);
    this.mark = merges.mark();
    this.state = merges.state();
  }

  /// {@return those of this moment}
  public static DatasetFiles of(Dataset dataset) throws IOException {
    return new DatasetFiles(dataset);
  }

  /// {@return whether they are the same now}
  public boolean isStill() throws IOException {
    return merges.mark().equals(mark) && merges.state().equals(state);
  }

  /// {@return what finds the files of a table: patterns in which `*` and `[…]` mean something; none
  /// where there is no file}
  public List<String> patterns(DatasetTable table) throws IOException {
    if (state.isQuiet()) {
      return dataset.has(table)
          ? List.of(literally(dataset.folder(table).toAbsolutePath()) + ANY)
          : List.of();
    }
    return dataset.files(table).stream()
        .map(OwnFile::path)
        .filter(path -> !state.superseded().contains(path))
        .map(path -> literally(path.toAbsolutePath()))
        .toList();
  }

  /// {@return a path as a pattern that means nothing else}
  public static String literally(Path path) {
    return path.toString().replaceAll("[*?\\[]", "[$0]");
  }
}
