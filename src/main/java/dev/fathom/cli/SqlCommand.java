package dev.fathom.cli;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.stored.StoredAnalysis;
import dev.fathom.model.Findings;
import dev.fathom.report.SqlReport;
import dev.fathom.snapshot.Snapshot;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.snapshot.sql.Query;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom sql FILE 'select …'`.
@Command(
    name = "sql",
    description = {
      "Asks a snapshot in SQL (DuckDB's).",
      "Views: objects, types, edges, owners, accounts, mappings, areas, chunks, blocks, …"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class SqlCommand implements Callable<Integer> {
  /// What is not in a snapshot of another version, but follows from it, and takes a while.
  private static final Pattern DERIVED =
      Pattern.compile(
          "\\b(owners|accounts|type_totals|totals|object_groups|leaks|sizes|allocated|resident|retained)\\b",
          Pattern.CASE_INSENSITIVE);

  private final Screen screen;

  @Parameters(index = "0", paramLabel = "FILE", description = "The snapshot.")
  private String file = "";

  @Parameters(index = "1", paramLabel = "QUERY", description = "select …")
  private String query = "";

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  @Option(
      names = "--allow-files",
      description =
          "Let the query read and write your files, as COPY … TO does; without it, the snapshot"
              + " alone.")
  private boolean files;

  SqlCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    long since = System.nanoTime();
    // Read as a whole first: what is damaged gives an error, not a figure.
    Findings findings = Snapshot.read(LiveFindings.file(file), Parts.words()).findings();
    boolean told = StoredAnalysis.isIn(SnapshotFile.open(LiveFindings.file(file), Parts.words()));
    Query.Answer answer =
        Query.ask(
            LiveFindings.file(file),
            !told && DERIVED.matcher(query).find()
                ? StoredAnalysis.tables(Analysis.of(findings))
                : Map.of(),
            query,
            files);
    if (json) {
      SqlReport.json(findings, answer, System.nanoTime() - since, screen.out());
    } else {
      SqlReport.lines(answer, screen.style(), screen.width()).forEach(screen.out()::println);
    }
    return LiveFindings.exitCode(findings);
  }
}
