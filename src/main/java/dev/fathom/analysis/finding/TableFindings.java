package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Rebuilding;
import dev.fathom.model.object.TypeTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  /// {@return the findings: objects of which each is worth a sentence, the largest first, and then
  /// all others together}
  ///
  /// @param paths what the objects are called; asked for only where there is something to be said
  /// @param rss of which the shares are
  public static List<Finding> of(Findings findings, Supplier<OwnerPaths> paths, long rss) {
    return new TableFindings(findings, paths, rss).tell();
  }

  private List<Finding> tell() {
    List<RoomyTables> all = RoomyTables.of(findings);
    List<Finding> told = new ArrayList<>();
    int named = 0;
    while (named < Math.min(MOST_NAMED, all.size()) && worth(all.get(named).spare())) {
      told.add(alone(all.get(named++)));
    }
    List<RoomyTables> others = all.subList(named, all.size());
    long together = others.stream().mapToLong(RoomyTables::spare).sum();
    if (worth(together)) {
      told.add(together(others, together, named > 0));
    }
    return told;
  }

  private Finding alone(RoomyTables spare) {
    String path = Finding.name(paths.get().path(spare.object()));
    Rebuilding rebuilding = rebuilding(spare.object(), path);
    return finding(
        spare.spare(),
        String.format(
            Locale.ROOT,
            "%s is the %s of %s (%s) for %,d %s: building it anew%s would give back %s.",
            ByteUnit.inText(spare.resident()),
            rebuilding.table(),
            path,
            Finding.name(type(spare.object()).qualifiedName()),
            spare.entries(),
            rebuilding.entries(),
            rebuilding.code().isEmpty() ? "" : " (`" + rebuilding.code() + "`)",
            ByteUnit.inText(spare.spare())),
        path);
  }

  private Finding together(List<RoomyTables> others, long bytes, boolean more) {
    String largest = Finding.name(paths.get().path(others.getFirst().object()));
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
