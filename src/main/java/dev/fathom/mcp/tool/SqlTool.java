package dev.fathom.mcp.tool;

import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import dev.fathom.ask.last.KeptLooks;
import dev.fathom.ask.sql.SqlAnswer;
import dev.fathom.ask.sql.SqlQuestion;
import dev.fathom.report.SqlReport;
import dev.fathom.snapshot.SnapshotException;
import dev.fathom.snapshot.sql.Query;
import dev.fathom.view.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A query of the tables of a look, in SQL.
final class SqlTool implements Tool {
  private static final Parameter QUERY =
      Parameter.text("query", "select … (DuckDB's dialect)").asked();

  private static final int MOST_ROWS = 1000;

  private final HeldLooks looks;

  /// The look that was written last: the next query is likely to be about the same.
  private @Nullable Kept kept;

  private record Kept(String key, Instant taken, Path file) {
    boolean isOf(HeldLook look) {
      return key.equals(look.key()) && taken.equals(look.taken()) && Files.exists(file);
    }
  }

  SqlTool(HeldLooks looks) {
    this.looks = looks;
  }

  @Override
  public String name() {
    return "sql";
  }

  @Override
  public String description() {
    return "Query a look, or a snapshot, with SQL. Views: objects, types, edges, owners, accounts,"
        + " mappings, areas, chunks, blocks; `describe objects` tells columns. Reads nothing else.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Parameter.PROCESS, QUERY, Parameter.FRESH);
  }

  @Override
  public ToolAnswer answer(Arguments arguments) throws IOException {
    HeldLook look = looks.of(arguments.text(Parameter.PROCESS), arguments.flag(Parameter.FRESH));
    SqlAnswer answer =
        answer(new SqlQuestion(tables(look), arguments.text(QUERY), false, MOST_ROWS));
    int rows = answer.rows().rows().size();
    return new ToolAnswer(
        looks.about(look),
        List.of(
            Said.plainly(
                rows < MOST_ROWS
                    ? Said.several(rows, "row") + "."
                    : "The first " + Said.several(rows, "row") + "; ask for fewer.")),
        SqlReport.lines(answer.rows(), Style.PLAIN, WIDTH),
        List.of());
  }

  /// An assistant cannot give the option that lets a query go on.
  private static SqlAnswer answer(SqlQuestion question) throws IOException {
    try {
      return question.answer();
    } catch (SnapshotException wrong) {
      throw new SnapshotException(String.valueOf(wrong.getMessage()).replace(Query.ALLOWED, ""));
    }
  }

  /// A look is written where those for `--last` are kept, which the user alone can read.
  private Subject tables(HeldLook look) throws IOException {
    return switch (look.subject()) {
      case Subject.Stored stored -> stored;
      case Subject.Live live -> {
        if (kept != null && kept.isOf(look)) {
          yield new Subject.Stored(kept.file, live.text());
        }
        KeptLooks place =
            KeptLooks.ofUser()
                .orElseThrow(() ->
                    QuestionException.absent(
                        "there is no private folder to keep this look in; write it with fathom"
                            + " snapshot, and ask that file"));
        Path file = place.keep(look.key(), look.analysis(), look.taken());
        kept = new Kept(look.key(), look.taken(), file);
        yield new Subject.Stored(file, live.text());
      }
      case Subject.Core _, Subject.Last _ ->
          throw QuestionException.wrong(
              "SQL asks a process or a snapshot: make one of this file with fathom snapshot");
    };
  }
}
