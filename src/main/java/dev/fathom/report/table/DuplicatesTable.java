package dev.fathom.report.table;

import dev.fathom.model.family.Duplicates.Equal;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// Equal objects that processes have made each for themselves.
public final class DuplicatesTable {
  /// As programs get it.
  public static final TableSpec<Equal> SPEC =
      new TableSpec<>(
          "objects",
          "THERE SEVERAL TIMES",
          "equal objects of one type",
          List.of(
              Column.text("type", "type", "its name", Equal::type),
              Column.count(
                  "copies", "copies", "how many beyond the first of each content", Equal::copies),
              Column.bytes("bytes", "bytes", "what these take", Equal::bytes)));

  private DuplicatesTable() {}
}
