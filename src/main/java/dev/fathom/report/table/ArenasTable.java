package dev.fathom.report.table;

import dev.fathom.analysis.account.fragmentation.ArenaUse;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// What the arenas of allocators are used for.
public final class ArenasTable {
  /// As programs get it.
  public static final TableSpec<ArenaUse> SPEC =
      new TableSpec<>(
          "arenas",
          "ARENA",
          "an arena of an allocator",
          List.of(
              Column.id(
                  "id", "number", "its number; -1 for chunks that are of no arena", ArenaUse::id),
              Column.text("allocator", "allocator", "whose it is", ArenaUse::allocator),
              Column.text(
                  "kind",
                  "kind",
                  "what it stands on: `main`, `thread`, `mapped` or `regions`",
                  arena -> arena.arena().kind().id()),
              Column.bytes(
                  "system", "system", "what it says that it has of the kernel", ArenaUse::system),
              Column.bytes("live", "live", "handed out", ArenaUse::live),
              Column.bytes("free", "free", "given back by the program", ArenaUse::free),
              Column.bytes(
                  "top", "top", "never handed out, or merged back into the end", ArenaUse::top),
              Column.bytes("other", "other", "the allocator's own, and all else", ArenaUse::other),
              Column.bytes("resident", "resident", "in memory", ArenaUse::resident),
              Column.bytes(
                  "trapped",
                  "trapped",
                  "in memory, free, on a page with something live",
                  ArenaUse::trapped),
              Column.bytes(
                  "trimmable",
                  "trimmable",
                  "in memory, free, and what the allocator's release call gives back",
                  ArenaUse::trimmable),
              Column.bytes(
                  "pagesKept",
                  "pages kept",
                  "in memory, whole free pages that it does not give back",
                  ArenaUse::pagesKept),
              Column.bytes(
                  "topKept",
                  "top kept",
                  "in memory, of the top, that it does not give back",
                  ArenaUse::topKept),
              Column.bytes(
                  "largestFree", "largest", "the largest free chunk", ArenaUse::largestFree)));

  private ArenasTable() {}
}
