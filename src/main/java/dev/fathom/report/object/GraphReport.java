package dev.fathom.report.object;

import dev.fathom.analysis.finding.Hidden;
import dev.fathom.analysis.graph.ReachedMemory;
import dev.fathom.analysis.groups.Partition;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.analysis.paths.ObjectPath;
import dev.fathom.analysis.paths.PathSearch;
import dev.fathom.ask.objects.ObjectsAnswer;
import dev.fathom.ask.owners.ReachingOwner;
import dev.fathom.ask.returned.ForetoldOwner;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.report.table.GroupsTable;
import dev.fathom.report.table.OwnersTable;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Percent;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Tables of owners, groups of objects, and paths, as text.
public final class GraphReport {
  private static final int LONGEST = 4000;

  /// In so many characters all columns of groups have room, and names of some length.
  private static final int WIDE = 110;

  private GraphReport() {}

  /// {@return the owners as lines of at most `width` characters}
  ///
  /// @param all what all objects take, in bytes
  /// @param exact whether it is known how often each page is mapped
  public static List<String> owners(
      List<Owners.Owner> owners, long all, boolean exact, Style style, int width) {
    return owners(
        owners.stream().map(ForetoldOwner::unasked).toList(), false, all, exact, style, width);
  }

  /// The same.
  ///
  /// @param withReturned whether it was asked what would go back if each went
  public static List<String> owners(
      List<ForetoldOwner> owners,
      boolean withReturned,
      long all,
      boolean exact,
      Style style,
      int width) {
    if (owners.isEmpty()) {
      return nothing(width);
    }
    ByteUnit unit =
        ByteUnit.forLargest(
            owners.stream().mapToLong(each -> each.owner().retained()).max().orElse(0));
    ScreenTable<ForetoldOwner> table =
        ScreenTable.of(OwnersTable.of(withReturned)).show("retained", unit);
    // There is no room for all of them beside the names.
    if (withReturned) {
      table.show("returned", unit).show("returnedAfterRelease", unit);
    } else {
      table.show("proportional", unit, exact ? "" : "~").spare();
    }
    table.work("%", row -> Percent.number(row.owner().retained(), all)).spare();
    if (!withReturned) {
      table.show("objects", unit);
    }
    return table
        .fold("retained", unit)
        .show("type", unit)
        .name(
            "path", names(owners.stream().map(ForetoldOwner::owner).toList(), ForetoldOwner::owner))
        .lines(owners, style, width);
  }

  /// {@return what each row is called: of those that would read alike, as values of keys do that
  /// are not shown, with its address, by which it can be asked about}
  private static <R> Function<R, String> names(
      List<Owners.Owner> owners, Function<R, Owners.Owner> of) {
    Set<String> all = new HashSet<>();
    Set<String> alike =
        owners.stream()
            .map(OwnersTable::called)
            .filter(name -> !all.add(name))
            .collect(Collectors.toSet());
    return row -> {
      String name = OwnersTable.called(of.apply(row));
      return alike.contains(name)
          ? String.format(Locale.ROOT, "%s at 0x%x", name, of.apply(row).address())
          : name;
    };
  }

  /// {@return owners with what they lead to as lines of at most `width` characters}
  public static List<String> reaching(
      List<ReachingOwner> owners, long all, Style style, int width) {
    if (owners.isEmpty()) {
      return nothing(width);
    }
    long largest =
        owners.stream()
            .mapToLong(row ->
                Math.max(
                    row.owner().retained(),
                    row.reached().map(ReachedMemory.Sum::allocated).orElse(0L)))
            .max()
            .orElse(0);
    ByteUnit unit = ByteUnit.forLargest(largest);
    return ScreenTable.of(OwnersTable.WITH_REACHED)
        .show("retained", unit)
        .work("%", row -> Percent.number(row.owner().retained(), all))
        .spare()
        .show("reached", unit)
        .show("shared", unit)
        .show("type", unit)
        .name(
            "path", names(owners.stream().map(ReachingOwner::owner).toList(), ReachingOwner::owner))
        .lines(owners, style, width);
  }

  /// Where there is nothing to list.
  private static List<String> nothing(int width) {
    return Fit.text(
        "No objects: none match the options that were given, or the process has no allocator and no"
            + " runtime that Fathom knows.",
        width);
  }

  /// {@return how many objects may be in a group: all but mappings}
  private static long grouped(Findings findings) {
    long objects = 0;
    for (int object = 0; object < findings.objects().count(); object++) {
      objects += findings.types().isMapped(findings.objects().type(object)) ? 0 : 1;
    }
    return objects;
  }

  /// {@return the groups as lines of at most `width` characters}
  ///
  /// @param exact whether it is known how often each page is mapped
  public static List<String> partition(
      ObjectsAnswer answer, int top, boolean exact, Style style, int width) {
    List<Partition.Row> rows = answer.rows();
    long objects = rows.isEmpty() ? grouped(answer.findings()) : 0;
    if (objects > 0) {
      return Fit.text(
          String.format(
              Locale.ROOT,
              "None of %,d objects is of the kind asked for (--filter, --new-since, --gone-in,"
                  + " --also-in).",
              objects),
          width);
    }
    if (rows.isEmpty()) {
      return nothing(width);
    }
    Partition.Row all = answer.total();
    long[] cumulative = new long[1];
    ByteUnit unit = ByteUnit.forLargest(rows.getFirst().allocated());
    List<String> lines = new ArrayList<>(Fit.text(total(answer, all), width));
    lines.add("");
    ScreenTable<Partition.Row> table =
        ScreenTable.of(GroupsTable.of(answer.by()))
            .show("count", unit)
            .work("%", row -> Percent.number(row.count(), all.count()))
            .spare()
            .show("shallow", unit)
            .spare()
            .show("allocated", unit)
            .work("% ", row -> Percent.number(row.allocated(), all.allocated()))
            .fold("allocated", unit);
    boolean wide = width >= WIDE;
    if (wide) {
      table.work("cumulative", row -> unit.format(cumulative[0] + row.allocated())).spare();
    }
    table
        .work("cum %", row -> Percent.number(cumulative[0] += row.allocated(), all.allocated()))
        .spare();
    // There is no room for all of them beside the names.
    if (wide) {
      table.show("resident", unit).show("proportional", unit, exact ? "" : "~");
    }
    lines.addAll(
        table
            .show(GroupsTable.of(answer.by()).columns().getFirst().id(), unit)
            .lines(rows.subList(0, Math.min(top, rows.size())), style, width));
    if (rows.size() > top) {
      lines.add(
          style.dim(
              String.format(
                  Locale.ROOT, "         … %,d more; --top N shows more", rows.size() - top)));
    }
    return lines;
  }

  /// What all of them are together.
  private static String total(ObjectsAnswer answer, Partition.Row all) {
    String groups =
        answer.by() == Partition.By.OBJECT
            ? ""
            : answer.rows().size() == 1
                ? " in 1 group"
                : String.format(Locale.ROOT, " in %,d groups", answer.rows().size());
    return AddressReport.objects(all.count())
        + groups
        + ": "
        + ByteUnit.inText(all.shallow())
        + " shallow, "
        + ByteUnit.inText(all.allocated())
        + " allocated, "
        + ByteUnit.inText(all.resident())
        + " of that in memory.";
  }

  /// {@return paths to objects as lines of at most `width` characters}
  public static List<String> paths(PathSearch.Answer answer, Style style, int width) {
    Table table = new Table(Table.Align.LEFT, Table.Align.RIGHT, Table.Align.LEFT);
    table.row("PATHS", "objects", "path");
    boolean first = true;
    for (ObjectPath path : answer.paths()) {
      table.row("", String.format(Locale.ROOT, "%,d", path.count()), Escape.terminal(path.path()));
      if (answer.paths().size() == 1 || (answer.objects() == 1 && first)) {
        for (ObjectPath.Step step : path.steps()) {
          table.row(
              "",
              "0x%x".formatted(step.address()),
              Escape.terminal(step.name() + "  (" + step.type() + ")"));
        }
      }
      first = false;
    }
    List<String> lines = table.headed(style, width);
    for (String line : Fit.text(summary(answer), width)) {
      lines.add(style.dim(line));
    }
    return lines;
  }

  /// What the counts add up to.
  private static String summary(PathSearch.Answer answer) {
    StringBuilder summary = new StringBuilder();
    summary.append(AddressReport.objects(answer.objects()) + " in all.");
    if (answer.again() > 0) {
      summary.append(
          answer.objects() == 1
              ? " It is held in several ways."
              : String.format(
                  Locale.ROOT,
                  " Some are held in several ways and count in each: that adds %,d.",
                  answer.again()));
    }
    if (answer.unlisted() > 0) {
      summary.append(
          String.format(
              Locale.ROOT, " None of these ways leads to %,d of them.", answer.unlisted()));
    }
    if (answer.cutShort()) {
      summary.append(" There are too many ways to follow all: others may lead to more objects.");
    } else if (answer.more()) {
      summary.append(" There are other ways, to fewer objects: --top N lists more.");
    }
    return summary.toString();
  }

  /// {@return what stands in the place of owners that are hidden}
  public static List<String> withheld(Findings findings, int width) {
    return Fit.text(Escape.terminal(Hidden.owners(findings), LONGEST), width);
  }
}
