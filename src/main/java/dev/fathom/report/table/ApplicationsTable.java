package dev.fathom.report.table;

import dev.fathom.model.family.Applications.Application;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// What the processes of a machine take, by application.
public final class ApplicationsTable {
  /// As programs get it.
  public static final TableSpec<Application> SPEC =
      new TableSpec<>(
          "applications",
          "APPLICATIONS",
          "a process and those of its descendants that run the same program",
          List.of(
              Column.text(
                  "command",
                  "COMMAND",
                  "what the first of them runs",
                  each -> each.first().title()),
              Column.id(
                  "pid", "PID", "the number of the first", each -> each.first().stat().process()),
              Column.count("count", "N", "how many there are", each -> each.members().size()),
              Column.bytes(
                  "pss",
                  "PSS",
                  "in memory, each page divided by how many map it; of those that may be looked"
                      + " into",
                  Application::pss),
              Column.bytes("uss", "USS", "in memory, mapped once; of these", Application::uss),
              Column.bytes("rss", "RSS", "in memory, shared pages once for each", Application::rss),
              Column.bytes(
                  "virtual",
                  "VIRT",
                  "mapped, in memory or not, once for each",
                  Application::virtual),
              Column.bytes(
                  "shared",
                  "SHR",
                  "of the RSS, what is of files and of shared memory",
                  Application::shared),
              Column.bytes("swap", "SWAP", "in the swap area", Application::swap),
              Column.knownBytes(
                  "delta",
                  "Δ",
                  "what one more worker would take; only where there are some",
                  Application::delta),
              Column.text(
                  "container",
                  "CONTAINER",
                  "what the control group of the first is, as its path tells; empty where that tells"
                      + " nothing",
                  each -> each.first().container())));

  private ApplicationsTable() {}
}
