package dev.fathom.report.table;

import dev.fathom.analysis.leaks.Leaks.Leak;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// What no variable reaches.
public final class LeaksTable {
  /// As programs get it.
  public static final TableSpec<Leak> SPEC =
      new TableSpec<>(
          "leaks",
          "LEAKS",
          "leaks of one shape",
          List.of(
              Column.text(
                  "shape",
                  "what",
                  "the type of the object at the head of it, and of a ring the path back to it",
                  Leak::shape),
              Column.text(
                  "evidence",
                  "evidence",
                  "`certain`: all references that are counted come from among them; `doubtful`:"
                      + " more are counted; `uncounted`: references are not counted; `middle`: only addresses of the"
                      + " middle of chunks lead there",
                  leak -> leak.evidence().id()),
              Column.flag("ring", "ring", "whether it is a ring", Leak::ring),
              Column.count("count", "count", "how many there are", Leak::count),
              Column.count(
                  "objects", "objects", "how many objects they have together", Leak::objects),
              Column.bytes("bytes", "bytes", "what these take", Leak::bytes),
              Column.address("example", "example", "where one of them is", Leak::example)));

  private LeaksTable() {}
}
