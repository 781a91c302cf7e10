package dev.fathom.report.table;

import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// What few live pieces keep much memory.
public final class PinsTable {
  /// As programs get it.
  public static final TableSpec<Pin> SPEC =
      new TableSpec<>(
          "pins",
          "PIN",
          "a live piece that keeps the end of a heap",
          List.of(
              Column.id("arena", "arena", "the number of its arena", pin -> pin.heap().arena()),
              Column.address(
                  "address", "PIN", "where the chunk begins, with its header", Pin::address),
              Column.bytes("size", "size", "the size of the chunk", Pin::size),
              Column.text("state", "state", "in which state it is", pin -> pin.state().id()),
              Column.text("type", "type", "what is in it", pin -> pin.occupant().type()),
              Column.text(
                  "owner", "owner", "the expression for that", pin -> pin.occupant().owner()),
              Column.bytes("releases", "releases", "what it alone keeps", Pin::releases),
              Column.bytes(
                  "cumulative", "in all", "what it and those above it keep", Pin::cumulative)));

  private PinsTable() {}
}
