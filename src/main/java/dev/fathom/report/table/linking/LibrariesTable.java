package dev.fathom.report.table.linking;

import dev.fathom.ask.linking.LibraryLine;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// The libraries of a program, or of a process.
public final class LibrariesTable {
  /// As programs get it.
  public static final TableSpec<LibraryLine> SPEC =
      new TableSpec<>(
          "libraries",
          "LIBRARIES",
          "a file that is loaded, or one that is needed and missing",
          List.of(
              Column.text("name", "NEEDED AS", "by which name it is needed", LibraryLine::name),
              Column.text(
                  "path", "FILE", "where it is; empty where it is missing", LibraryLine::path),
              Column.text(
                  "neededBy",
                  "NEEDED BY",
                  "the file that needs it first; empty where none does",
                  LibraryLine::neededBy),
              Column.text(
                  "place",
                  "FROM",
                  "where it was found: `runpath`, `rpath`, `environment`, `cache`, `default`, `path`,"
                      + " `loaded`, `mapped` or `nowhere`",
                  each -> each.place().id()),
              Column.count(
                  "depth", "DEPTH", "how many files away from the first", LibraryLine::depth),
              Column.id(
                  "group",
                  "GROUP",
                  "which files it was loaded with: 0 are the program's, which all others see",
                  LibraryLine::group),
              Column.count(
                  "relocations",
                  "relocations",
                  "how many places the loader fills in",
                  LibraryLine::relocations),
              Column.bytes(
                  "relocated",
                  "relocated",
                  "the pages that the loader writes to when it loads the file, most of them for those"
                      + " places: each process has its own",
                  LibraryLine::relocated),
              Column.knownBytes(
                  "resident",
                  "resident",
                  "in memory; of a process",
                  each -> each.memory().map(LibraryLine.LibraryMemory::resident)),
              Column.knownBytes(
                  "private",
                  "private",
                  "of that, what no other process shares",
                  each -> each.memory().map(LibraryLine.LibraryMemory::own)),
              Column.knownBytes(
                  "shared",
                  "shared",
                  "of that, what others share",
                  each -> each.memory().map(memory -> memory.resident() - memory.own())),
              Column.knownBytes(
                  "written",
                  "written",
                  "in memory, and not the file's any more",
                  each -> each.memory().map(LibraryLine.LibraryMemory::written))));

  private LibrariesTable() {}
}
