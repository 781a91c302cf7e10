package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Rebuilding;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.object.SparseTables;
import dev.fathom.model.object.TypeTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// What tables and buffers take that are much larger than what is in them needs: a table from which
/// nearly everything was deleted, room that was asked for and is not used.
public final class TableFindings {
  private static final double WORTH_SAYING = 0.05;

  /// More are told together.
  private static final int MOST_NAMED = 3;

  private final Findings findings;
  private final Supplier<OwnerPaths> paths;
  private final long rss;

  private TableFindings(Findings findings, Supplier<OwnerPaths> paths, long rss) {
    this.findings = findings;
    this.paths = paths;
    this.rss = rss;
  }

  /// The tables of one object.
  ///
  /// @param resident how much of them is in memory
  /// @param entries how many are in the one that has most
  /// @param spare what of them would be given back if they were built anew
  private record Spare(int object, long resident, long entries, long spare) {
    Spare plus(Spare other) {
      return new Spare(
          object, resident + other.resident, Math.max(entries, other.entries), spare + other.spare);
    }
  }

  /// {@return the findings: objects of which each is worth a sentence, the largest first, and then
  /// all others together}
  ///
  /// @param paths what the objects are called; asked for only where there is something to be said
  /// @param rss of which the shares are
  public static List<Finding> of(Findings findings, Supplier<OwnerPaths> paths, long rss) {
    return new TableFindings(findings, paths, rss).tell();
  }

  private List<Finding> tell() {
    List<Spare> all = spare();
    List<Finding> told = new ArrayList<>();
    int named = 0;
    while (named < Math.min(MOST_NAMED, all.size()) && worth(all.get(named).spare)) {
      told.add(alone(all.get(named++)));
    }
    List<Spare> others = all.subList(named, all.size());
    long together = others.stream().mapToLong(Spare::spare).sum();
    if (worth(together)) {
      told.add(together(others, together, named > 0));
    }
    return told;
  }

  /// Objects with such tables, those that would give back most first.
  private List<Spare> spare() {
    SparseTables tables = findings.sparse();
    PageRuns pages = findings.pages();
    Map<Integer, Spare> all = new HashMap<>();
    for (int table = 0; table < tables.count(); table++) {
      long start = tables.address(table);
      long resident = pages.residentBytes(start, start + tables.bytes(table));
      long spare = resident - tables.rebuilt(table); // a new one is written to, all of it
      if (spare > 0) {
        int object = tables.object(table);
        all.merge(object, new Spare(object, resident, tables.entries(table), spare), Spare::plus);
      }
    }
    return all.values().stream()
        .sorted(Comparator.comparingLong(Spare::spare).reversed().thenComparingInt(Spare::object))
        .toList();
  }

  private Finding alone(Spare spare) {
    String path = Finding.name(paths.get().path(spare.object));
    Rebuilding rebuilding = rebuilding(spare.object, path);
    return finding(
        spare.spare,
        String.format(
            Locale.ROOT,
            "%s is the %s of %s (%s) for %,d %s: building it anew%s would give back %s.",
            ByteUnit.inText(spare.resident),
            rebuilding.table(),
            path,
            Finding.name(type(spare.object).qualifiedName()),
            spare.entries,
            rebuilding.entries(),
            rebuilding.code().isEmpty() ? "" : " (`" + rebuilding.code() + "`)",
            ByteUnit.inText(spare.spare)),
        path);
  }

  private Finding together(List<Spare> others, long bytes, boolean more) {
    String largest = Finding.name(paths.get().path(others.getFirst().object));
    return finding(
        bytes,
        String.format(
            Locale.ROOT,
            "%s%s is room that nothing is in, in the tables and buffers of %,d objects; the largest"
                + " is that of %s.",
            ByteUnit.inText(bytes),
            more ? " more" : "",
            others.size(),
            largest),
        largest);
  }

  private Finding finding(long bytes, String sentence, String subject) {
    return Finding.of(FindingKind.SPARSE, bytes, rss, Evidence.VALIDATED, sentence)
        .about(List.of(subject))
        .next("owners");
  }

  private Rebuilding rebuilding(int object, String path) {
    TypeTable.Type type = type(object);
    return type.dialect().rebuilding(type.qualifiedName(), path);
  }

  private TypeTable.Type type(int object) {
    return findings.types().get(findings.objects().type(object));
  }

  private boolean worth(long bytes) {
    return bytes > 0 && bytes >= WORTH_SAYING * rss;
  }
}
