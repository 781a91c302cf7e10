package dev.fathom.report.table;

import dev.fathom.analysis.groups.Partition;
import dev.fathom.analysis.groups.Partition.Row;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// The objects that there are, in groups.
public final class GroupsTable {
  private GroupsTable() {}

  /// {@return the table of groups that were made by something, which is the name of the first
  /// column}
  public static TableSpec<Row> of(Partition.By by) {
    String name =
        switch (by) {
          case TYPE -> "type";
          case MODULE -> "module";
          case SIZE -> "sizeClass";
          case OWNER -> "owner";
          case PATTERN -> "pattern";
          case KIND -> "kind";
          case VIA -> "via";
          case OBJECT -> "object";
        };
    return new TableSpec<>(
        "rows",
        "OBJECTS",
        "objects of one type, module, size class, owner, kind, or with alike referrers; or one",
        List.of(
            Column.text(name, "group", "what they have in common", Row::name),
            Column.count("count", "count", "how many there are", Row::count),
            Column.bytes("shallow", "shallow", "their own sizes", Row::shallow),
            Column.bytes(
                "allocated",
                "allocated",
                "the blocks and chunks that hold them and their buffers",
                Row::allocated),
            Column.bytes("resident", "resident", "how much of those is in memory", Row::resident),
            Column.bytes(
                "proportional",
                "proportional",
                "the same, shared pages divided among the processes that map them",
                Row::proportional)));
  }
}
