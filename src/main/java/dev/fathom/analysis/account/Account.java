package dev.fathom.analysis.account;

import java.util.List;

/// A line of the balance sheet.
///
/// @param id for programs; does not change
/// @param label for people
/// @param resident bytes; for an account with children, their sum
/// @param evidence the weakest of its children's
/// @param children empty for a leaf
public record Account(
    String id, String label, long resident, Evidence evidence, List<Account> children) {

  static Account of(String id, String label, List<Account> children) {
    long resident = 0;
    Evidence weakest = Evidence.EXACT;
    for (Account child : children) {
      resident += child.resident();
      weakest = child.evidence().compareTo(weakest) > 0 ? child.evidence() : weakest;
    }
    return new Account(id, label, resident, weakest, children);
  }

  /// {@return the same without its parts}
  Account withoutChildren() {
    return new Account(id, label, resident, evidence, List.of());
  }
}
