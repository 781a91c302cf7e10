package dev.fathom.analysis.owners;

import dev.fathom.analysis.owners.Owners.Owner;

/// What one dominator keeps immediately and has no reference to itself: groups of objects of one
/// type, each held by the same others together.
///
/// **Cost**: some 100 ns for each object that is dominated immediately, and some 10 ns for each
/// reference among all that the dominator keeps.
public final class JointGroups {
  private final Owners owners;
  private final Siblings siblings;

  private JointGroups(Owners owners, Siblings siblings) {
    this.owners = owners;
    this.siblings = siblings;
  }

  /// The groups below an object, or [Owners#ALL] for what no object dominates.
  public static JointGroups below(Owners owners, int dominator) {
    return new JointGroups(owners, Siblings.below(owners.graph(), dominator));
  }

  /// Hears of a member.
  public interface Members {
    /// Hears of one.
    ///
    /// @param group below the number of groups
    void member(int object, int group);
  }

  /// {@return more than the highest number of a group} Not every number is that of one.
  public int count() {
    return siblings.rows();
  }

  /// Tells the members of all groups, ascending.
  public void tell(Members members) {
    siblings.tellJoint(members);
  }

  /// {@return the objects that hold a group, ascending; of very many some}
  public int[] holders(int group) {
    return siblings.holdersOf(group);
  }

  /// Whether others hold it too.
  public boolean hasMoreHolders(int group) {
    return siblings.hasMoreHolders(group);
  }

  /// {@return a group as it is told}
  public Owner told(int group) {
    return owners.ofRow(siblings.row(group));
  }
}
