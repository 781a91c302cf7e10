package dev.fathom.report.table;

import dev.fathom.model.family.Applications.Member;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// The processes of an application.
public final class ProcessesTable {
  /// As programs get it.
  public static final TableSpec<Member> SPEC =
      new TableSpec<>(
          "processes",
          "PROCESSES",
          "a process",
          List.of(
              Column.id("pid", "PID", "its number", each -> each.stat().process()),
              Column.id(
                  "parent", "parent", "the number of its parent", each -> each.stat().parent()),
              Column.text("command", "COMMAND", "what it runs", Member::title),
              Column.flag(
                  "permitted",
                  "permitted",
                  "whether it may be looked into; if not, only `rss`, `virtual` and `shared` are known",
                  each -> each.counters().isPresent()),
              Column.bytes("rss", "RSS", "in memory", Member::rss),
              Column.bytes(
                  "virtual",
                  "VIRT",
                  "mapped, in memory or not",
                  each -> each.stat().virtualBytes()),
              Column.bytes(
                  "shared",
                  "SHR",
                  "of the RSS, what is of files and of shared memory",
                  Member::shared),
              Column.knownBytes(
                  "pss",
                  "PSS",
                  "the same, each page divided by how many map it",
                  each -> each.counters().map(PageCounters::pss)),
              Column.knownBytes(
                  "uss",
                  "USS",
                  "in memory, mapped once",
                  each -> each.counters().map(PageCounters::uss)),
              Column.knownBytes(
                  "swap",
                  "SWAP",
                  "in the swap area",
                  each -> each.counters().map(PageCounters::swap)),
              Column.text(
                  "container",
                  "CONTAINER",
                  "what its control group is, as its path tells; empty where that tells nothing",
                  Member::container)));

  private ProcessesTable() {}
}
