package dev.fathom.report.table.linking;

import dev.fathom.ask.linking.BuildLine;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// Builds of a program, and what many processes of each cost.
public final class BuildsTable {
  /// As programs get it.
  public static final TableSpec<BuildLine> SPEC =
      new TableSpec<>(
          "builds",
          "BUILDS",
          "a build of a program",
          List.of(
              Column.text("path", "PROGRAM", "where it is", each -> each.program().path()),
              Column.text(
                  "kind",
                  "KIND",
                  "`program` or `static program`",
                  each -> each.program().kind().label()),
              Column.count(
                  "libraries",
                  "libraries",
                  "how many it needs",
                  each -> each.graph().files().size() - 1L),
              Column.count(
                  "relocations",
                  "relocations",
                  "how many places the loader fills in",
                  BuildLine::relocations),
              Column.bytes(
                  "written",
                  "written",
                  "pages that the loader writes",
                  each -> each.cost().written()),
              Column.bytes(
                  "variables",
                  "variables",
                  "other pages of variables, as far as they are taken as written at the start",
                  each -> each.cost().variables()),
              Column.bytes(
                  "beside",
                  "beside",
                  "stack, the loader's notes and the like",
                  each -> each.cost().beside()),
              Column.bytes("tables", "tables", "page tables", each -> each.cost().tables()),
              Column.bytes(
                  "delta",
                  "Δ",
                  "what one more process costs, foretold: the four before it",
                  each -> each.cost().delta()),
              Column.knownBytes(
                  "measured",
                  "measured",
                  "what one that runs takes for itself, the middle one of all; where one runs",
                  BuildLine::typical),
              Column.count("running", "running", "how many run", each -> each.measured().size()),
              Column.bytes(
                  "shared",
                  "shared, at most",
                  "of the files, what all share; at most, since what is not used is not read",
                  each -> each.cost().shared()),
              Column.bytes(
                  "total",
                  "all, at most",
                  "what as many cost together as --processes says",
                  BuildLine::total)));

  private BuildsTable() {}
}
