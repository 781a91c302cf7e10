package dev.fathom.ask.container;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.account.Leaf;
import dev.fathom.analysis.account.PieceListener;
import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.PageRuns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// In which of its own accounts the anonymous memory of a process is.
final class AnonymousAccounts {
  private AnonymousAccounts() {}

  /// {@return its accounts, of anonymous pages alone, the largest first}
  static List<Account> of(Analysis analysis) {
    Findings findings = analysis.findings();
    PageRuns pages = findings.pages();
    Map<Leaf.Group, Long> groups = new EnumMap<>(Leaf.Group.class);
    PieceListener listener =
        (Cursor at, Leaf.Group group, long start, long end, long resident, int owner) -> {
          if (resident > 0) {
            groups.merge(group, anonymous(pages, start, end), Long::sum);
          }
        };
    Bookkeeper.balance(findings, (object, at, bytes, resident) -> {}, listener);
    List<Account> accounts = new ArrayList<>();
    groups.forEach((group, bytes) -> {
      if (bytes > 0) {
        accounts.add(
            new Account(
                group.id(findings.dialect()),
                group.label(findings.dialect(), findings),
                bytes,
                Evidence.VALIDATED,
                List.of()));
      }
    });
    accounts.sort(Comparator.comparingLong(Account::resident).reversed());
    return accounts;
  }

  private static long anonymous(PageRuns pages, long start, long end) {
    long bytes = 0;
    for (int run = pages.at(start); run < pages.count() && pages.start(run) < end; run++) {
      if (pages.resident(run) && !pages.ofFile(run)) {
        bytes += Math.min(end, pages.end(run)) - Math.max(start, pages.start(run));
      }
    }
    return bytes;
  }
}
