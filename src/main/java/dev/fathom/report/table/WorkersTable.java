package dev.fathom.report.table;

import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;
import java.util.Locale;

/// The processes of a family, and what each shares with the one that it is compared with.
public final class WorkersTable {
  /// As programs get it.
  public static final TableSpec<ComparedWorker> SPEC =
      new TableSpec<>(
          "workers",
          "WORKERS",
          "a process of the family",
          List.of(
              Column.id("pid", "PID", "its number", each -> each.worker().process()),
              Column.text("command", "command", "what it runs", each -> each.worker().title()),
              Column.text(
                  "kinship",
                  "kinship",
                  "`head`, `child` of the one that it is compared with, `sibling` where its parent is"
                      + " not here, or `stranger`",
                  each -> each.worker().kinship().name().toLowerCase(Locale.ROOT)),
              Column.knownId(
                  "comparedWith",
                  "compared with",
                  "the number of that process; not of the head",
                  ComparedWorker::with),
              Column.bytes("rss", "RSS", "in memory", each -> each.worker().counters().rss()),
              Column.bytes(
                  "pss",
                  "PSS",
                  "the same, each page divided by how many map it",
                  each -> each.worker().counters().pss()),
              Column.bytes(
                  "uss", "USS", "in memory, mapped once", each -> each.worker().counters().uss()),
              Column.bytes(
                  "swap", "swap", "in the swap area", each -> each.worker().counters().swap()),
              Column.bytes(
                  "pageTables",
                  "page tables",
                  "its own page tables, in no Rss",
                  each -> each.worker().pageTables()),
              Column.bytes(
                  "sharedWithParent",
                  "with parent",
                  "pages that both have",
                  each -> each.worker().sharedWithParent()),
              Column.bytes(
                  "unshared",
                  "un-shared",
                  "pages that both had, until one of them wrote",
                  each -> each.worker().unshared()),
              Column.bytes(
                  "grown", "new", "pages where the other has none", each -> each.worker().grown()),
              Column.bytes(
                  "untyped",
                  "untyped",
                  "un-shared by writes to what belongs to no object",
                  each -> each.worker().unsharing().untyped()),
              Column.bytes(
                  "freezeKeeps",
                  "freeze keeps",
                  "un-shared pages that differ in nothing but the collector's heads",
                  each -> each.worker().unsharing().freezeKeeps()),
              Column.flag(
                  "collected",
                  "collected",
                  "whether a full collection ran in it",
                  each -> each.worker().unsharing().collected())));

  private WorkersTable() {}
}
