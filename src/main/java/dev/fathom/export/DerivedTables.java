package dev.fathom.export;

import dev.fathom.account.Account;
import dev.fathom.account.Bookkeeper;
import dev.fathom.findings.Findings;
import dev.fathom.graph.Owners;
import dev.fathom.snapshot.parquet.Spool;
import dev.fathom.snapshot.parquet.TableWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What follows from findings, as tables.
public final class DerivedTables {
  private static final int MOST_OWNERS = 1000;

  private DerivedTables() {}

  /// {@return the tables `accounts`, `owners` (the largest thousand) and `sizes` (of each object)}
  /// **Cost**: that of [Owners#of].
  public static Map<String, Spool> of(Findings findings) {
    Owners owners = Owners.of(findings);
    int objects = findings.objects().count();
    long[] allocated = new long[objects];
    long[] resident = new long[objects];
    Bookkeeper.balance(
        findings,
        (object, at, bytes, residentBytes) -> {
          allocated[object] += bytes;
          resident[object] += residentBytes;
        });
    Map<String, Spool> tables = new LinkedHashMap<>();
    tables.put("accounts", accounts(owners.retained().sheet().accounts()));
    tables.put("owners", owners(owners.largest(MOST_OWNERS)));
    tables.put(
        "sizes",
        new TableWriter(objects)
            .numbers("object", row -> row)
            .numbers("allocated", row -> allocated[row])
            .numbers("resident", row -> resident[row])
            .numbers("retained", row -> owners.retained().bytes(row + 1))
            .write());
    return tables;
  }

  private static Spool accounts(List<Account> accounts) {
    List<Account> all = new ArrayList<>();
    for (Account account : accounts) {
      all.add(account);
      all.addAll(account.children());
    }
    return new TableWriter(all.size())
        .texts("id", row -> all.get(row).id())
        .texts("label", row -> all.get(row).label())
        .numbers("resident", row -> all.get(row).resident())
        .texts("evidence", row -> all.get(row).evidence().name().toLowerCase(Locale.ROOT))
        .numbers("leaf", row -> all.get(row).children().isEmpty() ? 1 : 0)
        .write();
  }

  private static Spool owners(List<Owners.Owner> owners) {
    return new TableWriter(owners.size())
        .texts("path", row -> owners.get(row).path())
        .texts("type", row -> owners.get(row).type())
        .numbers("address", row -> owners.get(row).address())
        .numbers("objects", row -> owners.get(row).objects())
        .numbers("shallow", row -> owners.get(row).shallow())
        .numbers("retained", row -> owners.get(row).retained())
        .numbers("resident", row -> owners.get(row).resident())
        .write();
  }
}
