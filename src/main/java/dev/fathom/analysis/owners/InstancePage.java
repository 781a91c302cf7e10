package dev.fathom.analysis.owners;

import dev.fathom.analysis.graph.Retained;
import dev.fathom.model.Findings;
import dev.fathom.model.object.TypeTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Single objects, a page at a time, those that keep the most first.
///
/// @param count how many there are
/// @param offset how many come before those of this page
/// @param objects those of this page
public record InstancePage(long count, int offset, List<Owners.Owner> objects) {
  /// Pages further on cannot be asked for: to find them, all before them must be put in order.
  public static final int FURTHEST = 10_000;

  /// Which objects are wanted: those that are all of this.
  ///
  /// @param type the qualified name of their type; empty for any
  /// @param module the module that defines their type; empty for any
  /// @param keptBy the object that keeps them alive, itself included, or [Owners#ALL] for any
  public record Wanted(String type, String module, int keptBy) {
    /// Which types are.
    private boolean[] types(TypeTable all) {
      boolean[] wanted = new boolean[all.count()];
      for (int id = 0; id < wanted.length; id++) {
        TypeTable.Type each = all.get(id);
        wanted[id] =
            (type.isEmpty() || each.qualifiedName().equals(type))
                && (module.isEmpty() || each.module().equals(module));
      }
      return wanted;
    }
  }

  /// {@return a page of objects} **Cost**: some 10 ns an object of the target, some microseconds
  /// one of the page.
  ///
  /// @param offset how many are left out, at most [#FURTHEST]
  /// @param limit how many are listed at most
  public static InstancePage of(
      Findings findings, Owners owners, Wanted wanted, int offset, int limit) {
    boolean[] types = wanted.types(findings.types());
    BitSet kept = wanted.keptBy() == Owners.ALL ? new BitSet() : owners.keptBy(wanted.keptBy());
    Retained retained = owners.retained();
    Comparator<Integer> order =
        Comparator.<Integer>comparingLong(retained::bytes).thenComparing(Comparator.reverseOrder());
    PriorityQueue<Integer> most = new PriorityQueue<>(order);
    int room = Math.min(offset, FURTHEST) + limit;
    long count = 0;
    for (int object = 0; object < findings.objects().count(); object++) {
      int type = findings.objects().type(object);
      if (type < types.length
          && types[type]
          && (wanted.keptBy() == Owners.ALL || kept.get(object))) {
        count++;
        if (most.size() < room) {
          most.add(object);
        } else if (room > 0 && order.compare(object, most.element()) > 0) {
          most.remove();
          most.add(object);
        }
      }
    }
    List<Integer> sorted = new ArrayList<>(most);
    sorted.sort(order.reversed());
    return new InstancePage(
        count, offset, sorted.stream().skip(offset).limit(limit).map(owners::ofObject).toList());
  }
}
