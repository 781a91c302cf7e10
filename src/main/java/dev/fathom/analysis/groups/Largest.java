package dev.fathom.analysis.groups;

import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Findings;
import dev.fathom.model.object.ObjectTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;

/// Single objects, those that take the most; the others are one row, so that all add up.
final class Largest {
  /// Who has more has them as groups.
  private static final int MOST = 10_000;

  private Largest() {}

  /// {@return a row for each of the largest, and one for all others} **Cost**: some 10 ns an
  /// object, some microseconds one that has a row.
  ///
  /// @param filter a part of the qualified name of their types; empty for all
  /// @param counted which objects are counted
  static List<Partition.Row> of(GraphAnalysis graph, String filter, IntPredicate counted) {
    Findings findings = graph.findings();
    ObjectTable objects = findings.objects();
    OwnSizes sizes = graph.sizes();
    boolean[] wanted = new boolean[findings.types().count()];
    for (int type = 0; type < wanted.length; type++) {
      wanted[type] =
          !findings.types().isMapped(type)
              && findings.types().get(type).qualifiedName().contains(filter);
    }
    Comparator<Integer> order =
        Comparator.<Integer>comparingLong(sizes::allocated)
            .thenComparing(Comparator.reverseOrder());
    PriorityQueue<Integer> most = new PriorityQueue<>(order);
    Partition.Row others = new Partition.Row(Partition.OTHERS, 0, 0, 0, 0, 0);
    for (int object = 0; object < objects.count(); object++) {
      int type = objects.type(object);
      if (type >= wanted.length || !wanted[type] || !counted.test(object)) {
        continue;
      }
      if (most.size() < MOST) {
        most.add(object);
      } else if (order.compare(object, most.element()) > 0) {
        others = others.plus(row("", objects, sizes, most.remove()));
        most.add(object);
      } else {
        others = others.plus(row("", objects, sizes, object));
      }
    }
    List<Integer> sorted = new ArrayList<>(most);
    sorted.sort(order.reversed());
    Owners owners = Owners.of(graph, Optional.empty());
    List<Partition.Row> rows = new ArrayList<>();
    for (int object : sorted) {
      Owners.Owner found = owners.ofObject(object);
      String name = "0x%x  %s  %s".formatted(found.address(), found.type(), found.path());
      rows.add(row(name, objects, sizes, object));
    }
    if (others.count() > 0) {
      rows.add(others);
    }
    return rows;
  }

  private static Partition.Row row(String name, ObjectTable objects, OwnSizes sizes, int object) {
    return new Partition.Row(
        name,
        1,
        objects.shallow(object),
        sizes.allocated(object),
        sizes.resident(object),
        sizes.proportional(object));
  }
}
