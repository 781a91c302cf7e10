package dev.fathom.analysis.stored;

import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.account.TypeCount;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.object.TypeTable;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.snapshot.parquet.Codes;
import dev.fathom.snapshot.parquet.DamagedTableException;
import dev.fathom.snapshot.parquet.Labels;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The balance sheet as three tables: its accounts, each followed by its parts; what the objects of
/// each type take; and the totals, which are one row.
public final class SheetRows {
  private static final String ACCOUNTS = "accounts";
  private static final String TYPES = "type_totals";
  private static final String TOTALS = "totals";

  private static final List<Evidence> EVIDENCES = List.of(Evidence.values());
  private static final Labels LABELS = Labels.of(Evidence.values(), EVIDENCES::indexOf);
  private static final int DEEPEST = 8;

  /// An account and how many others it is a part of.
  private record Line(Account account, int depth) {}

  /// No process has more, and sums of some of them are numbers still.
  private static final long MOST = 1L << 56;

  private SheetRows() {}

  /// Adds the tables of a balance sheet.
  public static void write(BalanceSheet sheet, Map<String, TableWriter> tables) {
    List<Line> lines = new ArrayList<>();
    sheet.accounts().forEach(account -> add(account, 0, lines));
    tables.put(
        ACCOUNTS,
        new TableWriter(lines.size())
            .texts("id", row -> lines.get(row).account().id())
            .texts("label", row -> lines.get(row).account().label())
            .numbers("resident", row -> lines.get(row).account().resident())
            .labels(
                "evidence", LABELS, row -> EVIDENCES.indexOf(lines.get(row).account().evidence()))
            .numbers("depth", row -> lines.get(row).depth())
            .numbers("leaf", row -> lines.get(row).account().children().isEmpty() ? 1 : 0));
    List<TypeCount> types = sheet.types();
    tables.put(
        TYPES,
        new TableWriter(types.size())
            .texts("name", row -> types.get(row).type())
            .texts("module", row -> types.get(row).module())
            .numbers("count", row -> types.get(row).count())
            .numbers("shallow", row -> types.get(row).shallow())
            .numbers("allocated", row -> types.get(row).allocated())
            .numbers("resident", row -> types.get(row).resident()));
    tables.put(
        TOTALS,
        new TableWriter(1)
            .numbers("rss", row -> sheet.rss())
            .numbers("objects", row -> sheet.objects())
            .numbers("holes", row -> sheet.holes()));
  }

  private static void add(Account account, int depth, List<Line> lines) {
    lines.add(new Line(account, depth));
    account.children().forEach(child -> add(child, depth + 1, lines));
  }

  /// Reads the balance sheet of a file.
  public static BalanceSheet read(SnapshotFile file) throws IOException {
    TableReader totals = file.open(TOTALS);
    return new BalanceSheet(
        totals.numbers("rss").within(0, MOST).next(),
        accounts(file.open(ACCOUNTS)),
        types(file.open(TYPES), file.findings()),
        totals.numbers("objects").within(0, MOST).next(),
        totals.numbers("holes").within(0, MOST).next());
  }

  private static List<Account> accounts(TableReader rows) throws IOException {
    Texts id = rows.texts("id");
    Texts label = rows.texts("label");
    Numbers resident = rows.numbers("resident").within(0, MOST);
    Codes evidence = rows.codes("evidence", LABELS);
    Numbers depths = rows.numbers("depth");
    // The accounts that are open: the last one of each depth.
    List<List<Account>> open = new ArrayList<>();
    open.add(new ArrayList<>());
    for (int row = 0; row < rows.rows(); row++) {
      int depth = depths.next(0, DEEPEST);
      if (depth >= open.size()) {
        throw new DamagedTableException("an account is a part of none");
      }
      open.subList(depth + 1, open.size()).clear();
      List<Account> children = new ArrayList<>();
      open.get(depth)
          .add(
              new Account(
                  word(id.next()),
                  word(label.next()),
                  resident.next(),
                  EVIDENCES.get(evidence.next()),
                  children));
      open.add(children);
    }
    return open.getFirst();
  }

  /// {@return one of Fathom's own words, which nobody escapes}
  private static String word(String text) throws DamagedTableException {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new DamagedTableException("an account has no name that Fathom would give it");
    }
    return text;
  }

  /// Each in the words of the type of that name: of a target with several runtimes, or with C
  /// memory that objects of one lead to, not all are in the same.
  private static List<TypeCount> types(TableReader rows, Findings findings) throws IOException {
    Map<List<String>, Dialect> dialects = new HashMap<>();
    for (int type = 0; type < findings.types().count(); type++) {
      TypeTable.Type named = findings.types().get(type);
      dialects.putIfAbsent(List.of(named.module(), named.name()), named.dialect());
    }
    Texts name = rows.texts("name");
    Texts module = rows.texts("module");
    Numbers count = rows.numbers("count").within(0, MOST);
    Numbers shallow = rows.numbers("shallow").within(0, MOST);
    Numbers allocated = rows.numbers("allocated").within(0, MOST);
    Numbers resident = rows.numbers("resident").within(0, MOST);
    List<TypeCount> types = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      String type = name.next();
      String of = module.next();
      types.add(
          new TypeCount(
              type,
              of,
              dialects.getOrDefault(List.of(of, type), findings.dialect()),
              count.next(),
              shallow.next(),
              allocated.next(),
              resident.next()));
    }
    return types;
  }
}
