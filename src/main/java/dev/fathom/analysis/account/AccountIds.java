package dev.fathom.analysis.account;

import dev.fathom.model.dialect.Dialect;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which accounts a balance sheet can have. One that has nothing is not in the sheet: so whoever
/// asks for an account by its id needs to know whether there is such a one at all.
public final class AccountIds {
  private AccountIds() {}

  /// {@return the ids of all accounts of targets that are told in a runtime's words, and of their
  /// parts, in alphabetical order}
  public static List<String> of(Dialect dialect) {
    Set<String> ids = new TreeSet<>();
    for (Leaf leaf : Leaf.values()) {
      ids.add(leaf.group.id(dialect));
      if (leaf.group.divided(dialect)) {
        ids.add(leaf.id(dialect));
      }
    }
    return List.copyOf(ids);
  }
}
