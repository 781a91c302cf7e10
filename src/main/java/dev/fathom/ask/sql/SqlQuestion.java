package dev.fathom.ask.sql;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.stored.StoredAnalysis;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import dev.fathom.model.Findings;
import dev.fathom.snapshot.Snapshot;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.snapshot.dataset.Dataset;
import dev.fathom.snapshot.sql.DatasetQuery;
import dev.fathom.snapshot.sql.Query;
import dev.fathom.survey.look.Parties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What does a snapshot tell, or a dataset, in SQL?
///
/// @param query `select …`
/// @param files whether the query may read and write the user's files
/// @param most how many rows are wanted at most
public record SqlQuestion(Subject subject, String query, boolean files, int most) {
  /// What is not in a snapshot of another version, but follows from it, and takes a while.
  private static final Pattern DERIVED =
      Pattern.compile(
          "\\b(owners|accounts|type_totals|totals|object_groups|leaks|sizes|allocated|resident|retained)\\b",
          Pattern.CASE_INSENSITIVE);

  /// The same, of which all rows are wanted.
  public SqlQuestion(Subject subject, String query, boolean files) {
    this(subject, query, files, Integer.MAX_VALUE);
  }

  /// Asks it.
  ///
  /// @throws QuestionException if the subject is neither
  public SqlAnswer answer() throws IOException {
    if (!(subject instanceof Subject.Stored stored)) {
      throw QuestionException.wrong(
          subject.text() + " is not a snapshot: write one with fathom snapshot, and ask that");
    }
    Path file = stored.file();
    if (Files.isDirectory(file)) {
      return new SqlAnswer(
          Optional.empty(), DatasetQuery.ask(Dataset.open(file), query, files, most));
    }
    // Read as a whole first: what is damaged gives an error, not a figure.
    Findings findings = Snapshot.read(file, Parties.words()).findings();
    boolean told = StoredAnalysis.isIn(SnapshotFile.open(file, Parties.words()));
    Query.Answer answer =
        Query.ask(
            file,
            !told && DERIVED.matcher(query).find()
                ? StoredAnalysis.tables(Analysis.of(findings))
                : Map.of(),
            query,
            files,
            most);
    return new SqlAnswer(Optional.of(findings), answer);
  }
}
