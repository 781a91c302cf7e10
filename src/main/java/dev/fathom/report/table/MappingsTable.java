package dev.fathom.report.table;

import dev.fathom.model.family.PageTally;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;
import java.util.function.ToLongFunction;

/// The pages of a process, by mapping.
public final class MappingsTable {
  /// As programs get it.
  public static final TableSpec<PageTally> SPEC =
      new TableSpec<>(
          "mappings",
          "MAPPINGS",
          "a mapping",
          List.of(
              Column.address("start", "start", "its first address", each -> each.mapping().start()),
              Column.address(
                  "end", "end", "the address after its last", each -> each.mapping().end()),
              Column.text(
                  "permissions",
                  "permissions",
                  "`rwxp`, or `s` for shared",
                  each -> each.mapping().permissions()),
              Column.text(
                  "name",
                  "mapping",
                  "its file, or the kernel's name for it",
                  each -> each.mapping().name()),
              Column.bytes("rss", "RSS", "in memory", PageTally::rss),
              Column.bytes(
                  "pss", "PSS", "the same, each page divided by how many map it", PageTally::pss),
              Column.bytes("uss", "USS", "in memory, mapped once", PageTally::uss),
              Column.bytes(
                  "shared", "shared", "in memory, mapped more than once", PageTally::shared),
              Column.bytes("anonymous", "anon", "in memory, of no file", PageTally::anonymous),
              Column.bytes("file", "file", "in memory, of a file", PageTally::file),
              Column.bytes(
                  "sharedMemory", "shmem", "in memory, of shared memory", PageTally::sharedMemory),
              Column.bytes("huge", "huge", "in memory, in huge pages", PageTally::huge),
              Column.bytes(
                  "merged",
                  "merged",
                  "in memory, merged with equal pages (KSM)",
                  PageTally::merged),
              Column.bytes(
                  "zero", "zero", "mapped to the page of zeros, in no Rss", PageTally::zero),
              Column.bytes("swapped", "swapped", "in the swap area", PageTally::swapped),
              Column.bytes(
                  "size", "SIZE", "mapped, in memory or not", each -> each.mapping().bytes()),
              counter(
                  "sharedClean",
                  "SCLEAN",
                  "in memory, mapped more than once, not written to",
                  PageCounters::sharedClean),
              counter(
                  "sharedDirty",
                  "SDIRTY",
                  "in memory, mapped more than once, written to",
                  PageCounters::sharedDirty),
              counter(
                  "privateClean",
                  "PCLEAN",
                  "in memory, mapped once, not written to",
                  PageCounters::privateClean),
              counter(
                  "privateDirty",
                  "PDIRTY",
                  "in memory, mapped once, written to",
                  PageCounters::privateDirty)));

  private MappingsTable() {}

  /// What the kernel counts itself, in `smaps`.
  private static Column<PageTally> counter(
      String id, String title, String meaning, ToLongFunction<PageCounters> figure) {
    return Column.bytes(id, title, meaning, each -> figure.applyAsLong(each.mapping().counters()));
  }
}
