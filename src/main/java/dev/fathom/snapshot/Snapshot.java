package dev.fathom.snapshot;

import dev.fathom.model.Findings;
import dev.fathom.model.Identity;
import dev.fathom.model.dialect.Dialects;
import dev.fathom.model.dialect.NoRuntime;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.References;
import dev.fathom.snapshot.parquet.Spool;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.rows.AreaRows;
import dev.fathom.snapshot.rows.BufferRows;
import dev.fathom.snapshot.rows.ClaimRows;
import dev.fathom.snapshot.rows.EdgeRows;
import dev.fathom.snapshot.rows.HeapRows;
import dev.fathom.snapshot.rows.HeldRows;
import dev.fathom.snapshot.rows.HolderRows;
import dev.fathom.snapshot.rows.LayoutRows;
import dev.fathom.snapshot.rows.LibraryRows;
import dev.fathom.snapshot.rows.MappingRows;
import dev.fathom.snapshot.rows.NameRows;
import dev.fathom.snapshot.rows.ObjectRows;
import dev.fathom.snapshot.rows.PageRows;
import dev.fathom.snapshot.rows.PieceRows;
import dev.fathom.snapshot.rows.PoolRows;
import dev.fathom.snapshot.rows.RootRows;
import dev.fathom.snapshot.rows.SparseRows;
import dev.fathom.snapshot.rows.TypeRows;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Findings and when they were made, as a file holds them.
///
/// @param findings all of them but the ELF files of the areas
/// @param taken when the target was looked at
/// @param values whether the contents of strings are in it
public record Snapshot(Findings findings, Instant taken, boolean values) {
  private static final int COPIED_BYTES = 1 << 16;

  /// Writes it all.
  ///
  /// **Cost**: some 0.3 s for a million objects and their references. **Memory**: that of what is
  /// written.
  ///
  /// @param to is written to from its first byte to the last, and stays open
  /// @param version of the conclusions, 1 or more: what another version concluded nobody uses; 0
  ///   where there are none
  /// @param conclusions tables by name: what was concluded from the findings
  public void write(OutputStream to, int version, Map<String, TableWriter> conclusions)
      throws IOException {
    Map<String, TableWriter> tables = tables();
    tables.putAll(conclusions);
    Map<String, Integer> rows = new LinkedHashMap<>();
    tables.forEach((name, table) -> rows.put(name, table.rows()));
    Map<String, Spool> spools = new LinkedHashMap<>();
    try (ExecutorService threads = threads()) {
      Map<String, Future<Spool>> started = new LinkedHashMap<>();
      tables.forEach((name, table) -> started.put(name, threads.submit(table::write)));
      for (Map.Entry<String, Future<Spool>> table : started.entrySet()) {
        spools.put(table.getKey(), result(table.getValue()));
      }
    }
    Container.write(to, spools, rows, places -> manifest(places, version));
  }

  /// The tables, those that take longest first.
  private Map<String, TableWriter> tables() {
    References references = findings.references();
    EdgeTable edges = references.edges();
    Map<String, TableWriter> tables = new LinkedHashMap<>();
    tables.put(EdgeRows.TABLE, EdgeRows.write(edges, findings.objects().count()));
    tables.put(ObjectRows.TABLE, ObjectRows.write(findings.objects(), edges));
    tables.put(PieceRows.BLOCKS, PieceRows.write(findings.blocks(), PieceRows.BLOCK_STATES));
    tables.put(PieceRows.CHUNKS, PieceRows.write(findings.chunks(), PieceRows.CHUNK_STATES));
    tables.put(BufferRows.TABLE, BufferRows.write(findings.buffers()));
    tables.put(HolderRows.TABLE, HolderRows.write(findings.buffers().holders()));
    tables.put(HeapRows.ARENAS, HeapRows.writeArenas(findings.heaps()));
    tables.put(HeapRows.HEAPS, HeapRows.writeHeaps(findings.heaps()));
    tables.put(HeapRows.FIGURES, HeapRows.writeFigures(findings.heaps()));
    tables.put(ClaimRows.TABLE, ClaimRows.write(findings.claims()));
    tables.put(LibraryRows.TABLE, LibraryRows.write(findings.linkMap()));
    tables.put(NameRows.NAMES, NameRows.writeNames(references.spellings(), edges, values));
    tables.put(NameRows.FIELDS, NameRows.writeFields(references.fields()));
    tables.put(RootRows.TABLE, RootRows.write(references.roots()));
    tables.put(HeldRows.TABLE, HeldRows.write(references.held()));
    tables.put(SparseRows.TABLE, SparseRows.write(findings.sparse()));
    tables.put(TypeRows.TABLE, TypeRows.write(findings.types()));
    tables.put(LayoutRows.TABLE, LayoutRows.write(findings.types()));
    tables.put(LayoutRows.FIELDS, LayoutRows.writeFields(findings.types()));
    tables.put(PoolRows.TABLE, PoolRows.write(findings.pools()));
    tables.put(PageRows.TABLE, PageRows.write(findings.pages()));
    tables.put(AreaRows.TABLE, AreaRows.write(findings.areas(), findings.mappings()));
    tables.put(MappingRows.TABLE, MappingRows.write(findings.mappings()));
    return tables;
  }

  private Manifest manifest(Map<String, Manifest.Table> places, int conclusions) {
    Identity identity = findings.identity();
    return new Manifest(
        Manifest.VERSION,
        taken,
        values,
        new Identity(
            identity.kind(),
            identity.process(),
            identity.executable(),
            values || identity.commandLine().isEmpty()
                ? identity.commandLine()
                : identity.shown().words(),
            identity.itself()),
        findings.runtimes(),
        findings.allocators(),
        findings.unread(),
        findings.cost(),
        findings.kernel(),
        findings.hugePages(),
        findings.sharedSegment(),
        findings.warnings(),
        conclusions,
        places);
  }

  /// Reads all of a file, and checks all of it.
  ///
  /// **Cost**: some 40 ms for a million objects and their references, on two cores.
  ///
  /// @throws SnapshotException if there is none, or it is damaged, foreign or of a newer format
  public static Snapshot read(Path file, Dialects dialects) throws SnapshotException {
    SnapshotFile opened = SnapshotFile.open(file, dialects);
    Findings findings = opened.findings();
    try {
      findings.mappings();
      findings.areas();
      findings.pages();
      findings.heaps();
      findings.claims();
      findings.linkMap();
      findings.chunks();
      findings.blocks();
      findings.pools();
      findings.objects();
      findings.types();
      findings.buffers();
      findings.references();
      findings.sparse();
    } catch (UncheckedIOException damage) {
      throw damage.getCause() instanceof SnapshotException told
          ? told
          : new SnapshotException(file + " cannot be read: " + damage.getMessage());
    }
    return new Snapshot(findings, opened.taken(), opened.values());
  }

  /// Where a table is copied to.
  @FunctionalInterface
  public interface Copies {
    /// {@return what a table is to be written to}
    OutputStream open(String table) throws IOException;
  }

  /// Copies the tables of a file, as they are.
  public static void unpack(Path file, Copies copies) throws IOException {
    try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ)) {
      for (Map.Entry<String, Manifest.Table> table :
          Container.manifest(file, runtime -> new NoRuntime()).tables().entrySet()) {
        // A name becomes a part of a statement.
        if (!table.getKey().matches("[a-z][a-z_]{0,40}")) {
          throw new SnapshotException(file + " is damaged: a table has an odd name");
        }
        try (OutputStream to = copies.open(table.getKey())) {
          copy(from, table.getValue(), to);
          to.flush();
        }
      }
    }
  }

  private static void copy(FileChannel from, Manifest.Table table, OutputStream to)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(COPIED_BYTES);
    for (long done = 0; done < table.bytes(); ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), table.bytes() - done));
      int count = from.read(buffer, table.offset() + done);
      if (count <= 0) {
        throw new SnapshotException("a table ends before its time");
      }
      to.write(buffer.array(), 0, count);
      done += count;
    }
  }

  private static ExecutorService threads() {
    return Executors.newFixedThreadPool(Math.max(1, Runtime.getRuntime().availableProcessors()));
  }

  private static <T> T result(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case IOException known -> throw known;
        case RuntimeException bug -> throw bug;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(failure);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
