package dev.fathom.report.table;

import dev.fathom.analysis.owners.Owners.Owner;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;
import java.util.Locale;

/// Who holds the memory.
public final class OwnersTable {
  /// As programs get it.
  public static final TableSpec<Owner> SPEC =
      new TableSpec<>(
          "owners",
          "OWNERS",
          "an object, or some that are held alike, and what they keep alive",
          List.of(
              Column.text("form", "form", "what the row stands for", owner -> owner.form().id()),
              Column.text("path", "path", "the expression for it, or for all of them", Owner::path),
              Column.text("type", "type", "its type", Owner::type),
              Column.address(
                  "address",
                  "address",
                  "where it is, or the one that keeps the most",
                  Owner::address),
              Column.count(
                  "members",
                  "members",
                  "how many it stands for, or links of a chain",
                  Owner::members),
              Column.text("holders", "holders", "who holds them jointly", Owner::jointHolders),
              Column.count(
                  "objects", "objects", "how many it keeps, itself included", Owner::objects),
              Column.bytes(
                  "shallow", "shallow", "its own size, without its buffers", Owner::shallow),
              Column.bytes("retained", "retained", "what would be freed with it", Owner::retained),
              Column.bytes(
                  "resident", "resident", "how much of that is in memory", Owner::resident),
              Column.bytes(
                  "proportional",
                  "proportional",
                  "the same, shared pages divided among the processes that map them",
                  Owner::proportional)));

  private OwnersTable() {}

  /// {@return a row as it is called on a screen}
  public static String called(Owner owner) {
    String times = owner.members() > 1 ? String.format(Locale.ROOT, " × %,d", owner.members()) : "";
    return switch (owner.form()) {
      case OBJECT, MODULE, SEVERAL, SMALLER -> owner.path();
      case REST -> owner.path() + " (the rest)";
      case CHAIN ->
          String.format(Locale.ROOT, "%s (a chain of %,d)", owner.path(), owner.members());
      case ALIKE, NOWHERE -> owner.path() + times;
      case JOINT -> owner.path() + times + ", jointly by " + owner.jointHolders();
    };
  }
}
