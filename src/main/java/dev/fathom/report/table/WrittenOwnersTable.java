package dev.fathom.report.table;

import dev.fathom.analysis.paths.ObjectPath;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// Who holds the objects that were written to.
public final class WrittenOwnersTable {
  /// As programs get it.
  public static final TableSpec<ObjectPath> SPEC =
      new TableSpec<>(
          "byOwner",
          "~ OF OWNERS",
          "ways to objects that were written to, alike ones as one",
          List.of(
              Column.text(
                  "path",
                  "path (by a sample of the objects written to)",
                  "the expression for them",
                  ObjectPath::path),
              Column.count(
                  "sampled",
                  "sampled",
                  "how many objects of a sample it leads to",
                  ObjectPath::count)));

  private WrittenOwnersTable() {}
}
