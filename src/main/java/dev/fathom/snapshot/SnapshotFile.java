package dev.fathom.snapshot;

import dev.fathom.host.KernelFiles;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Dialects;
import dev.fathom.snapshot.parquet.DamagedTableException;
import dev.fathom.snapshot.parquet.TableReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/// A snapshot that is read as far as somebody asks: what nobody needs is not decoded.
///
/// **Cost**: of opening, that of its manifest. The file stays open as long as the program runs.
public final class SnapshotFile {
  /// What a row of the largest tables takes in memory, with room for what is made of it.
  private static final long BYTES_A_ROW = 32;

  private static final long MIB = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final Manifest manifest;
  private final Dialects dialects;
  private final Findings findings;

  private SnapshotFile(Path file, FileChannel channel, Manifest manifest, Dialects dialects) {
    this.file = file;
    this.dialects = dialects;
    this.channel = channel;
    this.manifest = manifest;
    this.findings =
        Findings.of(manifest.identity())
            .runtimes(manifest.runtimes())
            .allocators(manifest.allocators())
            .unread(manifest.unread())
            .columns(new StoredColumns(this))
            .cost(manifest.cost())
            .kernel(manifest.kernel())
            .hugePages(manifest.hugePages())
            .sharedSegment(manifest.sharedSegment())
            .warnings(manifest.warnings())
            .build();
  }

  /// Opens a file.
  ///
  /// @param dialects the words of the runtimes that it may be about
  /// @throws SnapshotException if there is none, or it is foreign, cut off, or of a newer format;
  ///   damage of a table is found when that is read
  public static SnapshotFile open(Path file, Dialects dialects) throws SnapshotException {
    if (!Files.exists(file)) {
      throw new SnapshotException("there is no file " + file);
    }
    if (Files.isDirectory(file)) {
      throw new SnapshotException(
          file + " is a directory; for a dataset, use fathom dataset, sql or diff");
    }
    if (!Files.isRegularFile(file)) {
      throw new SnapshotException(file + " is not a plain file");
    }
    try {
      Manifest manifest = Container.manifest(file, dialects);
      fits(manifest, Files.size(file));
      return new SnapshotFile(file, KernelFiles.open(file), manifest, dialects);
    } catch (IOException failure) {
      throw Stored.told(file, failure);
    }
  }

  /// {@return what it says; its columns are read when they are asked for}
  public Findings findings() {
    return findings;
  }

  /// {@return the words of runtimes and allocators}
  Dialects dialects() {
    return dialects;
  }

  /// {@return the runtimes found in the target}
  List<Findings.RuntimeIdentity> runtimes() {
    return manifest.runtimes();
  }

  /// {@return when the target was looked at}
  public Instant taken() {
    return manifest.taken();
  }

  /// {@return whether the contents of strings are in it}
  public boolean values() {
    return manifest.values();
  }

  /// {@return of which version the conclusions are that its writer put beside the findings; 0 where
  /// there are none}
  public int conclusionsVersion() {
    return manifest.conclusions();
  }

  /// {@return a thing in this file, which is read when it is asked for first}
  ///
  /// @param <T> what it is
  public <T> Supplier<T> conclusion(Reading<T> reading) {
    return stored(() -> reading.read(this));
  }

  /// Reads something of a file.
  @FunctionalInterface
  public interface Reading<T> {
    T read(SnapshotFile file) throws IOException;
  }

  <T> Stored<T> stored(Stored.Reading<T> reading) {
    return new Stored<>(file, reading);
  }

  public boolean has(String table) {
    return manifest.tables().containsKey(table);
  }

  private Manifest.Table place(String table) throws DamagedTableException {
    Manifest.Table place = manifest.tables().get(table);
    if (place == null) {
      throw new DamagedTableException("there is no table " + table);
    }
    return place;
  }

  /// {@return how many rows a table has}
  public int rows(String table) throws IOException {
    return place(table).rows();
  }

  /// Opens a table.
  ///
  /// @throws DamagedTableException if there is none of that name, or it is damaged
  public TableReader open(String name) throws IOException {
    Manifest.Table place = place(name);
    TableReader reader =
        TableReader.open(channel, place.offset(), place.bytes(), name, place.footerChecksum());
    if (reader.rows() != place.rows()) {
      throw new DamagedTableException("table " + name + " has not as many rows as it should");
    }
    return reader;
  }

  /// A few bytes can claim to be very many rows.
  private static void fits(Manifest manifest, long fileBytes) throws SnapshotException {
    long tableBytes = 0;
    for (Manifest.Table table : manifest.tables().values()) {
      if (table.bytes() < 0 || table.bytes() > fileBytes - tableBytes) {
        throw new SnapshotException("is damaged: its tables have more bytes than it");
      }
      tableBytes += table.bytes();
      if (table.rows() > TableReader.mostRows(table.bytes())) {
        throw new SnapshotException("is damaged: a table has fewer bytes than its rows take");
      }
    }
    long rows = manifest.tables().values().stream().mapToLong(Manifest.Table::rows).sum();
    long most = Runtime.getRuntime().maxMemory();
    if (rows > most / BYTES_A_ROW) {
      throw new SnapshotException(
          "is too large for the memory that Java may use: it needs some "
              + (rows * BYTES_A_ROW / MIB)
              + " MiB, and may have "
              + most / MIB
              + " (FATHOM_JAVA_OPTIONS=-Xmx… gives it more)");
    }
  }
}
