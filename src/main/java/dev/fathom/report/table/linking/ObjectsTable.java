package dev.fathom.report.table.linking;

import dev.fathom.ask.linking.LinkLineAnswer.ObjectLine;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// Object files, as a linker takes them.
public final class ObjectsTable {
  /// As programs get it.
  public static final TableSpec<ObjectLine> SPEC =
      new TableSpec<>(
          "objects",
          "OBJECTS",
          "an object file, or a member of an archive",
          List.of(
              Column.text(
                  "name",
                  "OBJECT FILE",
                  "its path; of a member of an archive `libx.a(member.o)`",
                  ObjectLine::name),
              Column.flag(
                  "taken", "TAKEN", "whether it becomes part of what is linked", ObjectLine::taken),
              Column.text(
                  "because",
                  "FOR",
                  "the symbol for which it is taken from its archive; may be empty",
                  ObjectLine::because),
              Column.count(
                  "offered", "has", "how many symbols it has for others", ObjectLine::offered),
              Column.count(
                  "wanted", "wants", "how many it wants from others", ObjectLine::wanted)));

  private ObjectsTable() {}
}
