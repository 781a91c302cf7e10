package dev.fathom.analysis.owners;

/// Some objects that one dominator keeps immediately, told as one row.
///
/// @param form what they are
/// @param head of them the one that keeps the most
/// @param members how many they are
/// @param kept what they keep together
/// @param holders who holds them jointly, as far as they are told
/// @param moreHolders whether others hold them too
// Of some dozens, none is compared.
@SuppressWarnings("ArrayRecordComponent")
record SiblingRow(
    OwnerForm form, int head, int members, Kept kept, int[] holders, boolean moreHolders) {
  private static final int[] NOBODY = {};

  static SiblingRow object(int object, Kept kept) {
    return new SiblingRow(OwnerForm.OBJECT, object, 1, kept, NOBODY, false);
  }

  /// {@return the same as what is left of it when others tell a part}
  SiblingRow rest(Kept told) {
    return new SiblingRow(OwnerForm.REST, head, members, kept.minus(told), NOBODY, false);
  }

  /// {@return the same as a module of which no variable is told for itself}
  SiblingRow module() {
    return new SiblingRow(OwnerForm.MODULE, head, members, kept, NOBODY, false);
  }

  /// {@return the same as the first of a chain}
  SiblingRow chain(int links) {
    return new SiblingRow(OwnerForm.CHAIN, head, links, kept, NOBODY, false);
  }
}
