package dev.fathom.cli.option;

import dev.fathom.ask.QuestionException;
import dev.fathom.cli.shell.Screen;
import dev.fathom.view.PlainTable;
import dev.fathom.view.TableSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Another form for the table of an answer, for commands that have one.
public final class FormatOption {
  /// The forms that there are.
  enum Format {
    /// For spreadsheets and programs.
    CSV,
    /// For pages of text.
    MD
  }

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description = "Print the table alone, with all its rows, as ${COMPLETION-CANDIDATES}.")
  private @Nullable Format format;

  public boolean isGiven() {
    return format != null;
  }

  /// Makes sure that only one form is wanted.
  public void check(boolean json) throws QuestionException {
    if (json && format != null) {
      throw QuestionException.wrong("--json and --format are two forms; leave one out");
    }
  }

  /// Prints a table.
  public <R> void print(TableSpec<R> spec, List<R> rows, Screen screen) {
    List<String> lines =
        format == Format.MD ? PlainTable.markdown(spec, rows) : PlainTable.csv(spec, rows);
    lines.forEach(screen.out()::println);
  }
}
