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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks for [Packable] sequences.
///
/// **Memory**: a byte an object.
final class PackableSearch {
  /// Of shorter ones there are always some.
  private static final int FEWEST = 16;

  /// So many are told each for itself.
  private static final int MOST_ALONE = 3;

  private static final byte SEVERAL = 2;

  private final GraphAnalysis graph;
  private final Findings findings;
  private final ObjectTable objects;
  private final EdgeTable edges;
  private final OwnSizes sizes;
  private final long least;

  private final Map<Kind, Optional<Packing>> known = new HashMap<>();
  private final List<Sequence> sequences = new ArrayList<>();

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
    candidates();
    if (sequences.stream().mapToLong(Sequence::saving).sum() < least) {
      return List.of();
    }
    countReferences();
    sequences.replaceAll(this::exclusive);
    sequences.sort(Comparator.comparingLong(Sequence::saving).reversed());
    List<Packable> told = new ArrayList<>();
    while (told.size() < Math.min(MOST_ALONE, sequences.size())
        && sequences.get(told.size()).saving >= least) {
      told.add(told(sequences.get(told.size()), 1));
    }
    Map<Kind, Sequence> together = new HashMap<>();
    Map<Kind, Long> counts = new HashMap<>();
    for (Sequence each : sequences.subList(told.size(), sequences.size())) {
      if (each.saving > 0) {
        together.merge(each.kind, each, Sequence::plus); // the one that would save most is first
        counts.merge(each.kind, 1L, Long::sum);
      }
    }
    together.values().stream()
        .filter(each -> each.saving >= least)
        .sorted(
            Comparator.comparingLong(Sequence::saving)
                .reversed()
                .thenComparingInt(Sequence::object))
        .forEach(each -> told.add(told(each, counts.getOrDefault(each.kind, 1L))));
    return List.copyOf(told);
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

  /// Sequences as if nothing else referred to any item.
  private void candidates() {
    int end = 0;
    for (int object = 0; object < objects.count(); object++) {
      int first = end;
      end = edges.first(object + 1);
      if (end - first >= FEWEST) {
        // Its type may be among its references, before the items.
        int item = objects.type(edges.target(end - 1));
        Kind kind = new Kind(objects.type(object), item);
        Optional<Packing> packing = known.computeIfAbsent(kind, each -> packing(each, ""));
        if (packing.isPresent()) {
          add(object, kind, packing.get());
        }
      }
    }
  }

  private Optional<Packing> packing(Kind kind, String path) {
    TypeTable.Type type = type(kind.sequence);
    return type.dialect().packing(type.qualifiedName(), type(kind.item).qualifiedName(), path);
  }

  private TypeTable.Type type(int type) {
    return findings.types().get(type);
  }

  private void add(int object, Kind kind, Packing packing) {
    long items = 0;
    long resident = sizes.resident(object);
    long packed = packing.baseBytes();
    for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
      if (edges.kind(edge) == EdgeKind.INDEX.code()) {
        int item = edges.target(edge);
        if (objects.type(item) != kind.item || objects.shallow(item) > packing.most()) {
          return;
        }
        items++;
        resident += sizes.resident(item);
        packed += packed(item, packing);
      }
    }
    if (items >= FEWEST) {
      sequences.add(new Sequence(object, kind, items, resident, Math.max(0, resident - packed)));
    }
  }

  private long packed(int item, Packing packing) {
    return packing.itemBytes()
        + (packing.contents() ? objects.shallow(item) - head(objects.type(item)) : 0);
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

  /// The same, without the items that would not go.
  private Sequence exclusive(Sequence sequence) {
    Packing packing = packing(sequence.kind, "").orElseThrow();
    long resident = sizes.resident(sequence.object);
    long packed = packing.baseBytes();
    for (int edge = edges.first(sequence.object); edge < edges.first(sequence.object + 1); edge++) {
      if (edges.kind(edge) == EdgeKind.INDEX.code()) {
        int item = edges.target(edge);
        boolean goes =
            references[item] < SEVERAL
                && objects.role(item) == ObjectRole.ORDINARY
                && !objects.immortal(item);
        resident += goes ? sizes.resident(item) : 0;
        packed += packed(item, packing);
      }
    }
    return new Sequence(
        sequence.object, sequence.kind, sequence.items, resident, Math.max(0, resident - packed));
  }
}
