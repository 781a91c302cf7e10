package dev.fathom.snapshot;

import dev.fathom.findings.EdgeTable;
import dev.fathom.findings.Findings;
import dev.fathom.findings.Holder;
import dev.fathom.findings.References;
import dev.fathom.snapshot.parquet.DamagedTableException;
import dev.fathom.snapshot.parquet.Spool;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.target.Area;
import dev.fathom.target.Mapping;
import dev.fathom.target.Target;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
  /// Without values, this much of a command line is kept: the program, and the script that it runs.
  /// That is what reports show; passwords come later in it.
  private static final int SHOWN_ARGUMENTS = 2;

  /// What a row of the largest tables takes in memory, with room for what is made of it.
  private static final long BYTES_A_ROW = 32;

  private static final long MIB = 1 << 20;

  /// Writes a file.
  ///
  /// **Cost**: some 0.3 s for a million objects and their references. **Memory**: that of the file.
  ///
  /// @throws SnapshotException if it cannot be written; then there is no file, or the one before
  public void write(Path file) throws SnapshotException {
    Map<String, TableWriter> tables = tables();
    Map<String, Integer> rows = new LinkedHashMap<>();
    tables.forEach((name, table) -> rows.put(name, table.rows()));
    Map<String, Spool> spools = new LinkedHashMap<>();
    try (ExecutorService threads = threads()) {
      Map<String, Future<Spool>> started = new LinkedHashMap<>();
      tables.forEach((name, table) -> started.put(name, threads.submit(table::write)));
      for (Map.Entry<String, Future<Spool>> table : started.entrySet()) {
        spools.put(table.getKey(), result(table.getValue()));
      }
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible); // nothing was read or written yet
    }
    Container.write(file, spools, rows, this::manifest);
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
    tables.put(NameRows.NAMES, NameRows.writeNames(references.spellings(), edges, values));
    tables.put(NameRows.FIELDS, NameRows.writeFields(references.fields()));
    tables.put(RootRows.TABLE, RootRows.write(references.roots()));
    tables.put(TypeRows.TABLE, TypeRows.write(findings.types()));
    tables.put(PoolRows.TABLE, PoolRows.write(findings.pools()));
    tables.put(PageRows.TABLE, PageRows.write(findings.pages()));
    tables.put(AreaRows.TABLE, AreaRows.write(findings.areas(), findings.mappings()));
    tables.put(MappingRows.TABLE, MappingRows.write(findings.mappings()));
    return tables;
  }

  private Manifest manifest(Map<String, Manifest.Table> places) {
    Target.Identity identity = findings.identity();
    List<String> command = identity.commandLine();
    return new Manifest(
        Manifest.VERSION,
        taken,
        values,
        new Target.Identity(
            identity.kind(),
            identity.process(),
            identity.executable(),
            values ? command : command.subList(0, Math.min(SHOWN_ARGUMENTS, command.size())),
            identity.itself()),
        findings.runtime(),
        findings.allocators(),
        findings.cost(),
        findings.warnings(),
        places);
  }

  /// Reads a file.
  ///
  /// **Cost**: some 40 ms for a million objects and their references, on two cores.
  ///
  /// @throws SnapshotException if there is none, or it is damaged, foreign or of a newer format
  public static Snapshot read(Path file) throws SnapshotException {
    if (!Files.exists(file)) {
      throw new SnapshotException("there is no file " + file);
    }
    if (!Files.isRegularFile(file)) {
      throw new SnapshotException(file + " is not a plain file");
    }
    try {
      Manifest manifest = Container.manifest(file);
      fits(manifest);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
          ExecutorService threads = threads()) {
        return new Snapshot(
            findings(manifest, new Tables(channel, manifest), threads),
            manifest.taken(),
            manifest.values());
      }
    } catch (SnapshotException known) {
      throw new SnapshotException(file + " " + known.getMessage());
    } catch (DamagedTableException damage) {
      throw new SnapshotException(file + " is damaged: " + damage.getMessage());
    } catch (IOException failure) {
      throw new SnapshotException(file + " cannot be read: " + failure.getMessage());
    }
  }

  /// A few bytes can claim to be very many rows.
  private static void fits(Manifest manifest) throws SnapshotException {
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

  /// Opens tables by name.
  private record Tables(FileChannel file, Manifest manifest) {
    TableReader open(String name) throws IOException {
      Manifest.Table table = manifest.tables().get(name);
      if (table == null) {
        throw new DamagedTableException("there is no table " + name);
      }
      TableReader reader =
          TableReader.open(file, table.offset(), table.bytes(), name, table.footerChecksum());
      if (reader.rows() != table.rows()) {
        throw new DamagedTableException("table " + name + " has not as many rows as it should");
      }
      return reader;
    }
  }

  private static Findings findings(Manifest manifest, Tables tables, ExecutorService threads)
      throws IOException {
    TableReader objectRows = tables.open(ObjectRows.TABLE);
    int objectCount = objectRows.rows();
    List<String> fields = NameRows.readFields(tables.open(NameRows.FIELDS));
    TableReader edgeRows = tables.open(EdgeRows.TABLE);
    var edges = threads.submit(() -> EdgeRows.read(edgeRows, objectRows, fields.size()));
    var blocks = pieces(tables, PieceRows.BLOCKS, threads);
    var objects = threads.submit(() -> ObjectRows.read(objectRows));
    var chunks = pieces(tables, PieceRows.CHUNKS, threads);
    List<Holder> holders = HolderRows.read(tables.open(HolderRows.TABLE));
    var buffers =
        threads.submit(
            () -> BufferRows.read(tables.open(BufferRows.TABLE), objectCount, holders));
    var names = threads.submit(() -> NameRows.readNames(tables.open(NameRows.NAMES), objectCount));
    List<Mapping> mappings = MappingRows.read(tables.open(MappingRows.TABLE));
    List<Area> areas = AreaRows.read(tables.open(AreaRows.TABLE), mappings);
    return new Findings(
        manifest.identity(),
        manifest.runtime(),
        manifest.allocators(),
        mappings,
        areas,
        PageRows.read(tables.open(PageRows.TABLE)),
        HeapRows.read(tables.open(HeapRows.ARENAS), tables.open(HeapRows.HEAPS)),
        result(chunks),
        result(blocks),
        PoolRows.read(tables.open(PoolRows.TABLE)),
        result(objects),
        TypeRows.read(tables.open(TypeRows.TABLE)),
        result(buffers),
        new References(
            result(edges),
            RootRows.read(tables.open(RootRows.TABLE), objectCount),
            result(names),
            fields),
        manifest.cost(),
        manifest.warnings());
  }

  private static Future<dev.fathom.findings.Extents> pieces(
      Tables tables, String name, ExecutorService threads) {
    Callable<dev.fathom.findings.Extents> read =
        () ->
            PieceRows.read(
                tables.open(name),
                name.equals(PieceRows.CHUNKS) ? PieceRows.CHUNK_STATES : PieceRows.BLOCK_STATES);
    return threads.submit(read);
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
