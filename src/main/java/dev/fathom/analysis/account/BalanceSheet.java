package dev.fathom.analysis.account;

import java.util.List;

/// Where the resident bytes of a target went.
///
/// @param rss the kernel's own figure, summed over its mappings
/// @param accounts largest first, `unexplained` last; their leaves add up to `rss`
/// @param types every type, the largest allocated first
/// @param objects number of objects
/// @param holes runs of free memory between live malloc chunks that hold their pages in memory
public record BalanceSheet(
    long rss, List<Account> accounts, List<TypeCount> types, long objects, long holes) {

  /// {@return bytes that no layer explains}
  public long unexplained() {
    return resident("unexplained");
  }

  /// {@return resident bytes of the account with this id, at whatever depth; 0 where there is none}
  public long resident(String id) {
    return resident(accounts, id);
  }

  private static long resident(List<Account> among, String id) {
    for (Account account : among) {
      if (account.id().equals(id)) {
        return account.resident();
      }
      if (id.startsWith(account.id() + ".")) {
        return resident(account.children(), id);
      }
    }
    return 0;
  }
}
