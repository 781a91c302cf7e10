package dev.fathom.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.stored.StoredAnalysis;
import dev.fathom.malloc.glibc.GlibcMalloc;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Identity;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.dialect.Dialects;
import dev.fathom.model.dialect.NoRuntime;
import dev.fathom.runtime.cpython.CPython;
import dev.fathom.runtime.cpython.words.PythonDialect;
import dev.fathom.snapshot.rows.EdgeRows;
import dev.fathom.snapshot.rows.SparseRows;
import dev.fathom.survey.Survey;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.Heaps;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.RecordedTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Findings there and back; and files that are not what they should be.
final class SnapshotTest {
  private static final Dialects DIALECTS =
      name -> name.isEmpty() ? new NoRuntime() : new PythonDialect();

  private static final Instant TAKEN = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir private Path directory;

  @Test
  void everyPartComesBack() throws IOException {
    Findings findings = live(2000);
    assertThat(findings.objects().count()).isGreaterThan(2000);
    Path file = written(findings);
    Snapshot snapshot = Snapshot.read(file, DIALECTS);
    assertThat(snapshot.taken()).isEqualTo(TAKEN);
    assertThat(snapshot.values()).isFalse();
    SameFindings.assertSame(findings, snapshot.findings());
    // And once more, from what was read.
    write(new Snapshot(snapshot.findings(), TAKEN, false), file);
    SameFindings.assertSame(findings, Snapshot.read(file, DIALECTS).findings());
  }

  @Test
  void aProcessOfWhichNothingIsKnown() throws IOException {
    Identity identity =
        new Identity(Identity.Kind.LIVE, 4242, "/bin/\u001b[31mü", List.of(), false);
    Findings findings = Survey.of(RecordedTarget.empty(identity), List.of(), List.of());
    SameFindings.assertSame(findings, Snapshot.read(written(findings), DIALECTS).findings());
  }

  @Test
  void argumentsStayWhereTheyAre() throws IOException {
    Identity identity =
        new Identity(
            Identity.Kind.LIVE,
            1,
            "/usr/bin/python3.11",
            List.of("python3.11", "a.py", "--password=x"),
            false);
    Findings findings = Survey.of(RecordedTarget.empty(identity), List.of(), List.of());
    Path file = written(findings);
    assertThat(Snapshot.read(file, DIALECTS).findings().identity().commandLine())
        .containsExactly("python3.11", "a.py");
    write(new Snapshot(findings, TAKEN, true), file);
    assertThat(Snapshot.read(file, DIALECTS).findings().identity().commandLine()).hasSize(3);
  }

  @Test
  void aFileThatWasCutOff() throws IOException {
    byte[] bytes = Files.readAllBytes(written(live(100)));
    Path file = directory.resolve("cut");
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 200; round++) {
      int length = round < 40 ? bytes.length - 1 - round : random.nextInt(bytes.length);
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Snapshot.read(file, DIALECTS))
          .isInstanceOf(SnapshotException.class)
          .hasMessageStartingWith(file + " ");
    }
  }

  /// A byte that changed is noticed, or it is one that means nothing.
  @Test
  void aFileThatWasDamaged() throws IOException {
    Findings findings = live(100);
    byte[] bytes = Files.readAllBytes(written(findings));
    Path file = directory.resolve("damaged");
    SplittableRandom random = new SplittableRandom(6);
    int noticed = 0;
    int rounds = 400;
    for (int round = 0; round < rounds; round++) {
      byte[] damaged = bytes.clone();
      // Half of them near the end, where the manifest and the directory of the archive are.
      int at =
          round % 2 == 0
              ? random.nextInt(bytes.length)
              : bytes.length - 1 - random.nextInt(Math.min(bytes.length, 6000));
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      try {
        SameFindings.assertSame(findings, Snapshot.read(file, DIALECTS).findings());
      } catch (SnapshotException expected) {
        assertThat(expected).hasMessageStartingWith(file + " ");
        noticed++;
      }
    }
    assertThat(noticed).isGreaterThan(rounds / 2);
  }

  /// Each table and each of its columns, by name.
  @Test
  void theDocumentTellsOfEveryColumn() throws IOException {
    String document = Files.readString(Path.of("docs/snapshot-format.md"));
    Path file = directory.resolve("a.fathom");
    Findings findings = live(100);
    try (OutputStream out = Files.newOutputStream(file)) {
      new Snapshot(findings, TAKEN, false)
          .write(out, StoredAnalysis.VERSION, StoredAnalysis.tables(Analysis.of(findings)));
    }
    SnapshotFile opened = SnapshotFile.open(file, DIALECTS);
    for (String table : Container.manifest(file, DIALECTS).tables().keySet()) {
      String line =
          document
              .lines()
              .filter(row -> row.startsWith("| " + table + " | "))
              .findFirst()
              .orElse("");
      // The blocks are told of as the chunks are.
      String columns = table.equals("blocks") ? line + "`address` `bytes` `state`" : line;
      assertThat(opened.open(table).columnNames())
          .as(table)
          .isNotEmpty()
          .allMatch(column -> columns.contains("`" + column + "`"));
    }
  }

  @Test
  void aNewerFormat() throws IOException {
    Path file = remade(manifest -> with(manifest, Manifest.VERSION + 1, manifest.tables()));
    assertThatThrownBy(() -> Snapshot.read(file, DIALECTS))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("newer Fathom");
  }

  @Test
  void tablesThatAreNotThere() throws IOException {
    Path without =
        remade(manifest -> {
          Map<String, Manifest.Table> tables = new LinkedHashMap<>(manifest.tables());
          tables.remove(EdgeRows.TABLE);
          return with(manifest, Manifest.VERSION, tables);
        });
    assertThatThrownBy(() -> Snapshot.read(without, DIALECTS))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("no table edges");
    for (Manifest.Table odd :
        List.of(
            new Manifest.Table(5, -1, 100, 0),
            new Manifest.Table(5, 0, -1, 0),
            new Manifest.Table(5, Long.MAX_VALUE - 5, 100, 0),
            new Manifest.Table(5, 0, Long.MAX_VALUE, 0),
            new Manifest.Table(5, 1L << 40, 100, 0),
            new Manifest.Table(Integer.MAX_VALUE, 0, 100, 0))) {
      Path file =
          remade(manifest -> {
            Map<String, Manifest.Table> tables = new LinkedHashMap<>(manifest.tables());
            tables.replaceAll((name, table) -> odd);
            return with(manifest, Manifest.VERSION, tables);
          });
      assertThatThrownBy(() -> Snapshot.read(file, DIALECTS)).isInstanceOf(SnapshotException.class);
    }
  }

  /// One that was written before tables were told that have much room.
  @Test
  void anOlderFileTellsOfNoSparseTables() throws IOException {
    Path older =
        remade(manifest -> {
          Map<String, Manifest.Table> tables = new LinkedHashMap<>(manifest.tables());
          assertThat(tables.remove(SparseRows.TABLE)).isNotNull();
          return with(manifest, Manifest.VERSION, tables);
        });
    assertThat(Snapshot.read(older, DIALECTS).findings().sparse().count()).isZero();
  }

  @Test
  void sparseTablesComeBack() throws IOException {
    Heaps heap = Heaps.python().memory(0x10000, 0x20000);
    int cache = heap.object("dict", 0x10000, 64);
    Findings findings = heap.sparse(cache, 0x11000, 0x8000, 3, 200).findings();
    SameFindings.assertSame(findings, Snapshot.read(written(findings), DIALECTS).findings());
    assertThat(findings.sparse().count()).isOne();
  }

  /// A snapshot whose manifest is another.
  private Path remade(UnaryOperator<Manifest> change) throws IOException {
    Path file = written(live(100));
    Manifest manifest = change.apply(Container.manifest(file, DIALECTS));
    byte[] json = ManifestJson.write(manifest);
    Path remade = directory.resolve("remade");
    // The tables stay where they are: a manifest put behind them makes a directory of its own.
    byte[] bytes = Files.readAllBytes(file);
    try (var out = Files.newOutputStream(remade)) {
      out.write(bytes);
      var zip = new java.util.zip.ZipOutputStream(out);
      zip.putNextEntry(new java.util.zip.ZipEntry("manifest.json"));
      zip.write(json);
      zip.finish();
    }
    return remade;
  }

  private static Manifest with(Manifest manifest, int version, Map<String, Manifest.Table> tables) {
    return new Manifest(
        version,
        manifest.taken(),
        manifest.values(),
        manifest.identity(),
        manifest.runtimes(),
        manifest.allocators(),
        manifest.unread(),
        manifest.cost(),
        manifest.kernel(),
        manifest.hugePages(),
        manifest.sharedSegment(),
        manifest.warnings(),
        manifest.conclusions(),
        tables);
  }

  private Path written(Findings findings) throws IOException {
    Path file = directory.resolve("a.fathom");
    write(new Snapshot(findings, TAKEN, false), file);
    return file;
  }

  private static Findings live(int size) throws ProcessAccessException {
    try (PythonTarget process = PythonTarget.start(Interpreters.requireAny(), "million.py", size);
        Target target = LiveProcess.open((int) process.pid(), Freeze.PTRACE)) {
      return Survey.of(target, List.of(new GlibcMalloc()), List.of(new CPython()));
    }
  }

  private static void write(Snapshot snapshot, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      snapshot.write(out, 0, Map.of());
    }
  }
}
