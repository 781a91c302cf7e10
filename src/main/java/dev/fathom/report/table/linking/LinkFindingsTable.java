package dev.fathom.report.table.linking;

import dev.fathom.analysis.linking.LinkFinding;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// What is amiss with what is linked.
public final class LinkFindingsTable {
  /// As programs get it.
  public static final TableSpec<LinkFinding> SPEC =
      new TableSpec<>(
          "findings",
          "FINDINGS",
          "something that is amiss, or costs memory",
          List.of(
              Column.text(
                  "id", "KIND", "what it is; docs/linking.md lists them", each -> each.kind().id()),
              Column.text(
                  "severity",
                  "SEVERITY",
                  "`critical` where it keeps a program from working, or `note`",
                  each -> each.severity().id()),
              Column.text("file", "FILE", "the culprit", LinkFinding::file),
              Column.text(
                  "sentence", "WHAT", "what is amiss, in a sentence", LinkFinding::sentence),
              Column.text("help", "HELP", "what would mend it; may be empty", LinkFinding::help),
              Column.bytes(
                  "bytes",
                  "bytes",
                  "memory that it costs; 0 where it is not about memory",
                  LinkFinding::bytes)));

  private LinkFindingsTable() {}
}
