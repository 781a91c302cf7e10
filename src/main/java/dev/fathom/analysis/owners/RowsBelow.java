package dev.fathom.analysis.owners;

import dev.fathom.analysis.owners.Owners.Owner;

/// What one dominator keeps immediately, in the rows that owners are told in, each with all its
/// members.
///
/// **Cost**: some 100 ns for each object that is dominated immediately, and some 10 ns for each
/// reference among all that the dominator keeps.
public final class RowsBelow {
  private final Owners owners;
  private final Siblings siblings;

  private RowsBelow(Owners owners, Siblings siblings) {
    this.owners = owners;
    this.siblings = siblings;
  }

  /// The rows below an object, or [Owners#ALL] for what no object dominates.
  public static RowsBelow below(Owners owners, int dominator) {
    return new RowsBelow(owners, Siblings.below(owners.graph(), dominator));
  }

  /// {@return how many there are}
  public int count() {
    return siblings.rows();
  }

  /// {@return how many objects a row is}
  public int members(int row) {
    return siblings.members(row);
  }

  /// {@return what they keep, in bytes}
  public long bytes(int row) {
    return siblings.bytes(row);
  }

  /// {@return the one of them that keeps the most}
  public int head(int row) {
    return siblings.head(row);
  }

  /// {@return a row as it is told; what it keeps is left out}
  public Owner told(int row) {
    return owners.ofRow(siblings.row(row));
  }

  /// Tells the members of all rows, ascending.
  public void tell(JointGroups.Members members) {
    siblings.tell(members);
  }
}
