package dev.fathom.analysis.stored;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.malloc.glibc.GlibcMalloc;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.dialect.Dialects;
import dev.fathom.runtime.cpython.CPython;
import dev.fathom.snapshot.Snapshot;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a snapshot brings along is believed only from a writer that concludes the same.
final class StoredAnalysisTest {
  private static final Dialects DIALECTS = Parties.words();

  private static final int LARGEST = 20;

  @TempDir private Path directory = Path.of("");

  @Test
  void whatTheSameVersionConcludedIsTaken() throws IOException {
    Findings process = live(200);
    Path file = written(process, StoredAnalysis.VERSION, process);
    SnapshotFile opened = SnapshotFile.open(file, DIALECTS);
    assertThat(StoredAnalysis.isIn(opened)).isTrue();
    assertSame(StoredAnalysis.of(opened, opened.findings()), process);
  }

  /// The tables are of another process: only who reads them tells its figures.
  @Test
  void whatIsStoredIsNotConcludedAnew() throws IOException {
    Findings process = live(200);
    Findings other = live(400);
    SnapshotFile opened =
        SnapshotFile.open(written(process, StoredAnalysis.VERSION, other), DIALECTS);
    Analysis analysis = StoredAnalysis.of(opened, opened.findings());
    assertThat(analysis.sheet()).isEqualTo(Bookkeeper.balance(other));
    assertThat(analysis.leaks()).isEqualTo(Analysis.of(other).leaks());
  }

  /// The tables are of another process: whoever believed them would tell its figures.
  @Test
  void whatAnotherVersionConcludedIsConcludedAnew() throws IOException {
    Findings process = live(200);
    Findings other = live(400);
    for (int version : new int[] {StoredAnalysis.VERSION - 1, StoredAnalysis.VERSION + 1}) {
      SnapshotFile opened = SnapshotFile.open(written(process, version, other), DIALECTS);
      assertThat(StoredAnalysis.isIn(opened)).isFalse();
      assertSame(StoredAnalysis.of(opened, opened.findings()), process);
    }
  }

  private static void assertSame(Analysis analysis, Findings process) {
    assertThat(analysis.sheet()).isEqualTo(Bookkeeper.balance(process));
    assertThat(analysis.owners().largest(LARGEST))
        .isEqualTo(Analysis.of(process).owners().largest(LARGEST));
  }

  private Path written(Findings findings, int version, Findings concluded) throws IOException {
    Path file = directory.resolve("version-" + version + ".fathom");
    try (OutputStream out = Files.newOutputStream(file)) {
      new Snapshot(findings, Instant.EPOCH, false)
          .write(out, version, StoredAnalysis.tables(Analysis.of(concluded)));
    }
    return file;
  }

  private static Findings live(int size) throws ProcessAccessException {
    try (PythonTarget process = PythonTarget.start(Interpreters.requireAny(), "million.py", size);
        Target target = LiveProcess.open(Math.toIntExact(process.pid()), Freeze.PTRACE)) {
      return Survey.of(target, List.of(new GlibcMalloc()), List.of(new CPython()));
    }
  }
}
