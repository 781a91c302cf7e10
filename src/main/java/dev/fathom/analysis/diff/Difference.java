package dev.fathom.analysis.diff;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.model.Findings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// What differs between two findings.
///
/// @param accounts every account of either balance sheet, the largest change first
/// @param types every type of which something came, went or grew, the largest growth first
/// @param owners who holds what came, and held what went, the largest change first; all of it is
///   told of exactly once
/// @param fresh objects that are new
/// @param gone objects that are there no more
/// @param both objects that are in both
public record Difference(
    List<AccountDelta> accounts,
    List<TypeDelta> types,
    List<OwnerDelta> owners,
    long fresh,
    long gone,
    long both) {

  /// Compares two findings. **Cost**: that of the owners of both, which are found at the same time,
  /// and some 50 ns an object.
  public static Difference of(Analysis before, Analysis after) {
    Matching matching = Matching.of(before.findings(), after.findings());
    return of(before, after, matching, new Told(object -> true, true));
  }

  /// What is in the second and the third findings, but not in the first. What has gone since the
  /// first is not told of.
  public static Difference of(Analysis first, Findings second, Analysis third) {
    return of(
        first,
        third,
        Matching.of(first.findings(), third.findings()),
        new Told(Matching.of(second, third.findings()).isInBoth(), false));
  }

  /// What is told of.
  ///
  /// @param fresh which of the new objects
  /// @param rest whether also what has gone, and what has grown without being new
  record Told(IntPredicate fresh, boolean rest) {}

  private static Difference of(Analysis before, Analysis after, Matching matching, Told told) {
    before.begin(Analysis::owners);
    boolean alike =
        before.findings().identity().tellsResidency()
            == after.findings().identity().tellsResidency();
    Side young = Side.of(after, alike);
    Side old = Side.of(before, alike);
    Growth growth = new Growth(old, young, matching, told);
    return new Difference(
        accounts(before.sheet(), after.sheet()),
        types(old, young, matching, told),
        growth.owners(),
        count(young.objects(), matching.isNew().and(told.fresh())),
        told.rest() ? count(old.objects(), matching.isGone()) : 0,
        matching.matched());
  }

  private static long count(int objects, IntPredicate counted) {
    long count = 0;
    for (int object = 0; object < objects; object++) {
      count += counted.test(object) ? 1 : 0;
    }
    return count;
  }

  private static List<AccountDelta> accounts(BalanceSheet before, BalanceSheet after) {
    Map<String, AccountDelta> deltas = new LinkedHashMap<>();
    add(after.accounts(), 0, before, after, deltas);
    add(before.accounts(), 0, before, after, deltas);
    List<AccountDelta> accounts = new ArrayList<>(deltas.values());
    accounts.sort(Comparator.<AccountDelta>comparingLong(a -> Math.abs(a.delta())).reversed());
    return accounts;
  }

  private static void add(
      List<Account> accounts,
      int depth,
      BalanceSheet before,
      BalanceSheet after,
      Map<String, AccountDelta> deltas) {
    for (Account account : accounts) {
      String id = account.id();
      deltas.putIfAbsent(
          id,
          new AccountDelta(id, account.label(), depth, before.resident(id), after.resident(id)));
      add(account.children(), depth + 1, before, after, deltas);
    }
  }

  private static List<TypeDelta> types(Side before, Side after, Matching matching, Told told) {
    int count = matching.types().count();
    long[] countBefore = new long[count];
    long[] countAfter = new long[count];
    long[] bytes = new long[count];
    long[] fresh = new long[count];
    long[] gone = new long[count];
    for (int object = 0; object < before.objects(); object++) {
      int type = matching.types().before(before.type(object));
      countBefore[type]++;
      if (told.rest()) {
        bytes[type] -= before.own(object);
        gone[type] += matching.after(object) == Matching.NONE ? 1 : 0;
      }
    }
    for (int object = 0; object < after.objects(); object++) {
      int type = matching.types().after(after.type(object));
      countAfter[type]++;
      boolean isFresh = matching.before(object) == Matching.NONE && told.fresh().test(object);
      fresh[type] += isFresh ? 1 : 0;
      bytes[type] += isFresh || told.rest() ? after.own(object) : 0;
    }
    List<TypeDelta> types = new ArrayList<>();
    for (int type = 0; type < count; type++) {
      if (fresh[type] != 0 || gone[type] != 0 || bytes[type] != 0) {
        Matching.TypeNumbers.Name name = matching.types().name(type);
        types.add(
            new TypeDelta(
                name.name(),
                name.module(),
                name.dialect(),
                countBefore[type],
                countAfter[type],
                bytes[type],
                fresh[type],
                gone[type]));
      }
    }
    types.sort(
        Comparator.comparingLong(TypeDelta::allocatedDelta)
            .reversed()
            .thenComparing(Comparator.comparingLong(TypeDelta::countDelta).reversed())
            .thenComparing(TypeDelta::qualifiedName));
    return types;
  }
}
