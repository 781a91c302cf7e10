package dev.fathom.report.table.growth;

import dev.fathom.analysis.diff.AccountDelta;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// What grew and shrank between two looks, by account of the balance sheet.
public final class AccountGrowthTable {
  /// As programs get it.
  public static final TableSpec<AccountDelta> SPEC =
      new TableSpec<>(
          "accounts",
          "BALANCE",
          "an account, or a part of one",
          List.of(
              Column.text("id", "id", "its name for programs", AccountDelta::id),
              Column.text("label", "account", "what it is", AccountDelta::label),
              Column.bytes("before", "before", "resident then", AccountDelta::before),
              Column.bytes("after", "after", "resident now", AccountDelta::after),
              Column.bytes("delta", "Δ resident", "how much more", AccountDelta::delta)));

  private AccountGrowthTable() {}
}
