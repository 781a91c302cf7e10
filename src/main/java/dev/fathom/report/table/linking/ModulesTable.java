package dev.fathom.report.table.linking;

import dev.fathom.ask.linking.LibraryLine.LibraryMemory;
import dev.fathom.ask.linking.ModuleLine;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// The modules of a language that a process includes.
public final class ModulesTable {
  /// As programs get it.
  public static final TableSpec<ModuleLine> SPEC =
      new TableSpec<>(
          "modules",
          "MODULE",
          "a module of a language that a process includes",
          List.of(
              Column.text(
                  "name",
                  "MODULE",
                  "as a program imports it; of a file the last part of that",
                  ModuleLine::name),
              Column.text(
                  "kind",
                  "kind",
                  "`built-in`: compiled into the interpreter; `frozen`: its compiled program is the"
                      + " interpreter's data; `extension`: a file",
                  each -> each.kind().id()),
              Column.text("path", "FILE", "the file that it is in", ModuleLine::path),
              Column.knownBytes(
                  "size",
                  "size",
                  "of the file as it is mapped, or of a frozen program",
                  ModuleLine::size),
              Column.knownBytes(
                  "resident",
                  "resident",
                  "of a file: in memory",
                  each -> each.memory().map(LibraryMemory::resident)),
              Column.knownBytes(
                  "private",
                  "private",
                  "of that, what no other process shares",
                  each -> each.memory().map(LibraryMemory::own))));

  private ModulesTable() {}
}
