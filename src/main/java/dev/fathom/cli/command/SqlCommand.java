package dev.fathom.cli.command;

import dev.fathom.ask.Subject;
import dev.fathom.ask.sql.SqlAnswer;
import dev.fathom.ask.sql.SqlQuestion;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.option.SubjectWord;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.SqlReport;
import dev.fathom.report.next.NextQuestions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom sql FILE 'select …'`.
@Command(
    name = "sql",
    description = {
      "Query a snapshot, or a dataset of many looks, with SQL (DuckDB dialect).",
      "Views: objects, types, edges, owners, accounts, mappings, areas, chunks, blocks, …;",
      "of a dataset looks, accounts, types, owners, findings, workers (docs/fleet.md)."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class SqlCommand implements Callable<Integer> {
  private final Screen screen;

  @Parameters(
      index = "0",
      paramLabel = "FILE|DATASET",
      converter = SubjectWord.class,
      description = "The snapshot, or the folder of a dataset.")
  private Subject subject;

  @Parameters(index = "1", paramLabel = "QUERY", description = "select …")
  private String query = "";

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  @Option(
      names = "--allow-files",
      description =
          "Let the query read and write your files, as COPY … TO does; without it, the snapshot"
              + " or dataset alone.")
  private boolean files;

  @SuppressWarnings("NullAway.Init") // picocli fills the subject in
  SqlCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    long since = System.nanoTime();
    SqlAnswer answer = new SqlQuestion(subject, query, files).answer();
    if (json) {
      SqlReport.json(answer.findings(), answer.rows(), System.nanoTime() - since, screen.out());
    } else {
      SqlReport.lines(answer.rows(), screen.style(), screen.width()).forEach(screen.out()::println);
      screen.print(
          answer.findings().isPresent()
              ? NextQuestions.afterSql(subject.text())
              : NextQuestions.afterDataset(subject.text()));
    }
    return answer.findings().map(SubjectOptions::exitCode).orElse(ExitCode.FINE);
  }
}
