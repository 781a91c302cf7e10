package dev.fathom.export.stack;

import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Leaf;
import java.util.List;

/// Memory that no object has, by account: free memory, programs and libraries, stacks.
///
/// What an object has of memory that was given back by `MADV_FREE` is told with the object, as its
/// owner's; of that account the rest.
final class AccountStacks {
  private static final String ROOT = "[memory of no object]";

  private final BalanceSheet sheet;
  private final AccountSums sums;

  AccountStacks(BalanceSheet sheet, AccountSums sums) {
    this.sheet = sheet;
    this.sums = sums;
  }

  void addTo(List<StackFrame> frames, List<StackSample> samples) {
    int root = frames.size();
    frames.add(new StackFrame(-1, ROOT, ROOT, ""));
    long told = 0;
    for (Account account : sheet.accounts()) {
      long owned = sums.resident(account.id());
      told += Math.min(0, account.resident() - owned);
    }
    for (Account account : sheet.accounts()) {
      long rest = account.resident() - sums.resident(account.id());
      if (account.id().equals(Leaf.Group.LAZY_FREE.id)) {
        rest += told;
      }
      if (rest > 0) {
        add(account, rest, root, frames, samples);
      }
    }
  }

  private static void add(
      Account account, long rest, int root, List<StackFrame> frames, List<StackSample> samples) {
    String name = "[" + account.label() + "]";
    int frame = frames.size();
    frames.add(new StackFrame(root, name, name, ""));
    if (rest != account.resident() || account.children().isEmpty()) {
      samples.add(new StackSample(frame, "", account.id(), 0, 0, rest));
      return;
    }
    for (Account part : account.children()) {
      String step = "[" + part.label() + "]";
      frames.add(
          new StackFrame(frame, "[" + account.label() + ": " + part.label() + "]", step, ""));
      samples.add(new StackSample(frames.size() - 1, "", part.id(), 0, 0, part.resident()));
    }
  }
}
