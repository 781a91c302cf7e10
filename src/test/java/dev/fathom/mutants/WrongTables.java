package dev.fathom.mutants;

import dev.fathom.snapshot.parquet.TableMutants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A Parquet table that is damaged, with pages whose checksums are right. All of its columns are
/// read: by the reader of datasets, without a command.
final class WrongTables implements MutantSort {
  private final Path file;
  private final TableMutants tables;

  private WrongTables(Path file, TableMutants tables) {
    this.file = file;
    this.tables = tables;
  }

  /// @param snapshot of which the tables are
  static WrongTables of(Path snapshot, Path folder) throws IOException {
    return new WrongTables(folder.resolve("wrong.parquet"), TableMutants.of(snapshot));
  }

  @Override
  public String name() {
    return file.getFileName().toString();
  }

  @Override
  public MutantOutcome tryOut(List<Long> lineage) throws IOException {
    Files.write(file, tables.mutant(lineage));
    String said = TableMutants.read(file);
    return new MutantOutcome(said, !said.isEmpty(), "");
  }

  @Override
  public String keep(List<Long> lineage) throws IOException {
    Path kept = file.resolveSibling("wrong-" + lineage.getLast() + "-" + name());
    Files.write(kept, tables.mutant(lineage));
    return " (kept: " + kept + ")";
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
