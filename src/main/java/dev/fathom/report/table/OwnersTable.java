package dev.fathom.report.table;

import dev.fathom.analysis.graph.ReachedMemory;
import dev.fathom.analysis.owners.Owners.Owner;
import dev.fathom.analysis.returned.Returned;
import dev.fathom.ask.owners.ReachingOwner;
import dev.fathom.ask.returned.ForetoldOwner;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

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

  /// The same, and what would go back to the kernel if a row went.
  public static final TableSpec<ForetoldOwner> WITH_RETURNED =
      new TableSpec<>(
          SPEC.id(),
          SPEC.title(),
          SPEC.meaning(),
          Stream.concat(
                  columns(),
                  Stream.<Column<ForetoldOwner>>of(
                      Column.knownBytes(
                          "returned",
                          "returned",
                          "what would go back to the kernel by itself if it went, all its members at"
                              + " once",
                          row -> foretold(row).map(each -> each.byItself().likely())),
                      Column.knownBytes(
                          "returnedAfterRelease",
                          "after release",
                          "what would have gone back in all with the allocator's release call after"
                              + " it",
                          row -> foretold(row).map(each -> each.afterRelease().likely()))))
              .toList());

  /// The same, and what the members of a row lead to.
  public static final TableSpec<ReachingOwner> WITH_REACHED =
      new TableSpec<>(
          SPEC.id(),
          SPEC.title(),
          SPEC.meaning(),
          Stream.concat(
                  SPEC.columns().stream()
                      .map(column -> column.<ReachingOwner>in(ReachingOwner::owner)),
                  Stream.<Column<ReachingOwner>>of(
                      Column.knownBytes(
                          "reached",
                          "reached",
                          "all that its members lead to, themselves included; without classes,"
                              + " functions and modules",
                          row -> row.reached().map(ReachedMemory.Sum::allocated)),
                      Column.knownBytes(
                          "shared",
                          "shared",
                          "what of that others lead to as well, so that it would not be freed",
                          row -> row.reached().map(ReachedMemory.Sum::shared))))
              .toList());

  private static final TableSpec<ForetoldOwner> WITHOUT =
      new TableSpec<>(SPEC.id(), SPEC.title(), SPEC.meaning(), columns().toList());

  private OwnersTable() {}

  private static Stream<Column<ForetoldOwner>> columns() {
    return SPEC.columns().stream().map(column -> column.in(ForetoldOwner::owner));
  }

  /// Nothing is not the same as not known.
  private static Optional<Returned> foretold(ForetoldOwner row) {
    return row.returned().filter(Returned::isForetold);
  }

  /// {@return the table of rows of which it was asked, or not, what would go back}
  public static TableSpec<ForetoldOwner> of(boolean withReturned) {
    return withReturned ? WITH_RETURNED : WITHOUT;
  }

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
