package dev.fathom.report.table;

import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// What broke the sharing between workers and the processes that they were forked from.
public final class CausesTable {
  /// As programs get it.
  public static final TableSpec<CauseTotal> SPEC =
      new TableSpec<>(
          "causes",
          "UN-SHARED FOR",
          "a cause, over all workers",
          List.of(
              Column.text("cause", "cause", "its name for programs", CauseTotal::cause),
              Column.text("label", "cause", "what it is", CauseTotal::label),
              Column.bytes(
                  "bytes",
                  "bytes",
                  "its part of the pages that are not shared any more",
                  CauseTotal::bytes),
              Column.bytes(
                  "changed", "changed", "bytes that differ because of it", CauseTotal::changed),
              Column.count(
                  "pages",
                  "pages for it alone",
                  "pages that nothing else broke",
                  CauseTotal::pages)));

  private CausesTable() {}
}
