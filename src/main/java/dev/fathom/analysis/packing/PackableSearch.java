package dev.fathom.analysis.packing;

import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Packing;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.TypeTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks for [Packable] sequences.
///
/// **Memory**: a byte an object, where something may be worth it.
final class PackableSearch {
  /// Of shorter ones there are always some.
  private static final int FEWEST = 16;

  /// So many are told each for itself.
  private static final int MOST_ALONE = 3;

  private static final byte SEVERAL = 2;

  private static final Comparator<Sequence> MOST_FIRST =
      Comparator.comparingLong(Sequence::saving).reversed().thenComparingInt(Sequence::object);

  private final GraphAnalysis graph;
  private final Findings findings;
  private final ObjectTable objects;
  private final EdgeTable edges;
  private final OwnSizes sizes;
  private final long least;

  private final Map<Kind, Optional<Packing>> known = new HashMap<>();
  private final Map<Kind, Together> kinds = new LinkedHashMap<>();

  /// How often objects refer to each, as far as that matters.
  private byte[] references = {};

  /// Of types whose contents matter, the bytes of the smallest object: one with nothing in it.
  private final Map<Integer, Long> heads = new HashMap<>();

  /// Types of a sequence and of its items.
  private record Kind(int sequence, int item) {}

  private record Sequence(int object, Kind kind, long items, long resident, long saving) {
    Sequence plus(Sequence other) {
      return new Sequence(
          object, kind, items + other.items, resident + other.resident, saving + other.saving);
    }

    Sequence minus(Sequence other) {
      return new Sequence(
          object, kind, items - other.items, resident - other.resident, saving - other.saving);
    }
  }

  /// The sequences of one kind: their sum, and those of them that would save most; there may be a
  /// sequence for each few objects.
  private static final class Together {
    private final List<Sequence> best = new ArrayList<>();
    private Sequence sum = new Sequence(0, new Kind(0, 0), 0, 0, 0);
    private long count;

    void add(Sequence each) {
      sum = each.plus(sum);
      count++;
      if (best.size() <= MOST_ALONE || each.saving > best.getLast().saving) {
        best.add(each);
        best.sort(MOST_FIRST);
        if (best.size() > MOST_ALONE + 1) {
          best.removeLast();
        }
      }
    }

    /// {@return what is left of it, in the name of the one that would save most}
    Together without(List<Sequence> told) {
      Together left = new Together();
      Sequence others = sum;
      left.count = count;
      for (Sequence each : best) {
        if (told.contains(each)) {
          others = others.minus(each);
          left.count--;
        } else if (left.best.isEmpty()) {
          left.best.add(each);
        }
      }
      left.sum = left.best.isEmpty() ? others : named(left.best.getFirst(), others);
      return left;
    }

    private static Sequence named(Sequence name, Sequence sum) {
      return new Sequence(name.object, name.kind, sum.items, sum.resident, sum.saving);
    }
  }

  PackableSearch(GraphAnalysis graph, long least) {
    this.graph = graph;
    this.findings = graph.findings();
    this.objects = findings.objects();
    this.edges = findings.references().edges();
    this.sizes = graph.sizes();
    this.least = Math.max(1, least);
  }

  List<Packable> found() {
    if (atMost() < least) {
      return List.of();
    }
    countReferences();
    collect();
    List<Sequence> alone =
        kinds.values().stream()
            .flatMap(kind -> kind.best.stream())
            .filter(each -> each.saving >= least)
            .sorted(MOST_FIRST)
            .limit(MOST_ALONE)
            .toList();
    List<Packable> told = new ArrayList<>();
    alone.forEach(each -> told.add(told(each, 1)));
    kinds.values().stream()
        .map(each -> each.without(alone))
        .filter(each -> each.sum.saving >= least)
        .sorted(Comparator.comparing(each -> each.sum, MOST_FIRST))
        .forEach(each -> told.add(told(each.sum, each.count)));
    return List.copyOf(told);
  }

  /// {@return what all sequences together would save if nothing else referred to any item}
  private long atMost() {
    long saving = 0;
    for (int object = 0; object < objects.count(); object++) {
      if (edges.first(object + 1) - edges.first(object) >= FEWEST) {
        saving += measure(object).map(Sequence::saving).orElse(0L);
      }
    }
    return saving;
  }

  private void collect() {
    for (int object = 0; object < objects.count(); object++) {
      if (edges.first(object + 1) - edges.first(object) >= FEWEST) {
        measure(object)
            .filter(each -> each.saving > 0)
            .ifPresent(each -> kinds.computeIfAbsent(each.kind, kind -> new Together()).add(each));
      }
    }
  }

  private Packable told(Sequence sequence, long count) {
    String path = graph.paths().path(sequence.object);
    Packing packing = packing(sequence.kind, path).orElseThrow();
    return new Packable(
        path,
        type(sequence.kind.sequence).qualifiedName(),
        type(sequence.kind.item).qualifiedName(),
        packing.what(),
        count == 1 ? packing.code() : "",
        count,
        sequence.items,
        sequence.resident,
        sequence.saving);
  }

  /// {@return an object with so many references as a sequence that could be packed; empty if it is
  /// none} Until references are counted, as if nothing else referred to its items.
  private Optional<Sequence> measure(int object) {
    // Its type may be among its references, before the items.
    int item = objects.type(edges.target(edges.first(object + 1) - 1));
    Kind kind = new Kind(objects.type(object), item);
    return known
        .computeIfAbsent(kind, each -> packing(each, ""))
        .flatMap(packing -> measure(object, kind, packing));
  }

  private Optional<Packing> packing(Kind kind, String path) {
    TypeTable.Type type = type(kind.sequence);
    return type.dialect().packing(type.qualifiedName(), type(kind.item).qualifiedName(), path);
  }

  private TypeTable.Type type(int type) {
    return findings.types().get(type);
  }

  private Optional<Sequence> measure(int object, Kind kind, Packing packing) {
    long items = 0;
    long resident = sizes.resident(object);
    long packed = packing.baseBytes();
    long head = packing.contents() ? head(kind.item) : 0;
    int end = edges.first(object + 1);
    for (int edge = edges.first(object); edge < end; edge++) {
      if (edges.kind(edge) == EdgeKind.INDEX.code()) {
        int item = edges.target(edge);
        long shallow = objects.shallow(item);
        if (objects.type(item) != kind.item || shallow > packing.most()) {
          return Optional.empty();
        }
        items++;
        resident += goes(item) ? sizes.resident(item) : 0;
        packed += packing.itemBytes() + (packing.contents() ? shallow - head : 0);
      }
    }
    return items < FEWEST
        ? Optional.empty()
        : Optional.of(new Sequence(object, kind, items, resident, Math.max(0, resident - packed)));
  }

  /// Whether an item would go with its sequence.
  private boolean goes(int item) {
    return references.length == 0
        || (references[item] < SEVERAL
            && objects.role(item) == ObjectRole.ORDINARY
            && !objects.immortal(item));
  }

  private long head(int type) {
    return heads.computeIfAbsent(
        type,
        wanted -> {
          long smallest = Long.MAX_VALUE;
          for (int object = 0; object < objects.count(); object++) {
            if (objects.type(object) == wanted) {
              smallest = Math.min(smallest, objects.shallow(object));
            }
          }
          return smallest;
        });
  }

  private void countReferences() {
    references = new byte[objects.count()];
    for (int edge = 0; edge < edges.count(); edge++) {
      int target = edges.target(edge);
      references[target] = (byte) Math.min(SEVERAL, references[target] + 1);
    }
  }
}
