package dev.fathom.analysis.graph;

import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.TypeTable;
import java.util.BitSet;

/// What references lead to from some objects, whoever else holds that: what they reach. It ends at
/// what is the program's and not theirs: classes, functions, modules and their variables.
///
/// **Memory**: two bits an object, and two more for each answer. **Cost**: some 10 ns a reference.
public final class ReachedMemory {
  /// The table of a module's variables.
  private static final String NAMESPACE = "__dict__";

  private final GraphAnalysis graph;
  private final Findings findings;
  private final EdgeTable edges;
  private final ObjectTable objects;
  private final boolean[] endingTypes;
  private final boolean[] outwardFields;
  private final BitSet modules = new BitSet();
  private final BitSet ends = new BitSet();

  /// What some objects reach, themselves included.
  ///
  /// @param objects how many objects
  /// @param shallow what these asked for, in bytes like all sizes
  /// @param allocated what they take, with their buffers
  /// @param shared what of that others lead to as well: it would not be freed
  public record Sum(long objects, long shallow, long allocated, long shared) {}

  public ReachedMemory(GraphAnalysis graph) {
    this.graph = graph;
    this.findings = graph.findings();
    this.edges = findings.references().edges();
    this.objects = findings.objects();
    TypeTable types = findings.types();
    endingTypes = new boolean[types.count()];
    for (int type = 0; type < endingTypes.length; type++) {
      TypeTable.Type known = types.get(type);
      endingTypes[type] = known.dialect().endsReach(known.qualifiedName());
      objects.beginningAt(known.address()).ifPresent(ends::set);
    }
    outwardFields = new boolean[findings.references().fields().size()];
    for (int field = 0; field < outwardFields.length; field++) {
      Dialect dialect = findings.dialect();
      outwardFields[field] = dialect.paths().leadsOut(findings.references().fields().get(field));
    }
    for (Entries.Entry entry : graph.entries().all()) {
      if (entry.kind() == Entries.Kind.MODULE) {
        modules.set(entry.object());
        ends.set(entry.object());
        findings.references().target(entry.object(), NAMESPACE).ifPresent(ends::set);
      }
    }
  }

  /// {@return the objects that some reach, themselves included}
  public BitSet from(Iterable<Integer> starts) {
    BitSet reached = new BitSet();
    IntList pending = new IntList();
    for (int start : starts) {
      add(start, reached, pending);
      if (modules.get(start)) { // its variables are its own
        findings
            .references()
            .target(start, NAMESPACE)
            .ifPresent(variables -> add(variables, reached, pending));
      }
    }
    for (int at = 0; at < pending.count(); at++) {
      int end = edges.first(pending.get(at) + 1);
      for (int edge = edges.first(pending.get(at)); edge < end; edge++) {
        int target = edges.target(edge);
        if (!reached.get(target) && !isEnd(edge, target)) {
          add(target, reached, pending);
        }
      }
    }
    return reached;
  }

  private static void add(int object, BitSet reached, IntList pending) {
    reached.set(object);
    pending.add(object);
  }

  private boolean isEnd(int edge, int target) {
    int type = objects.type(target);
    return (type < endingTypes.length && endingTypes[type])
        || (edges.kind(edge) == EdgeKind.FIELD.code() && outwardFields[edges.name(edge)])
        || ends.get(target);
  }

  /// {@return how much that is}
  public Sum sum(Iterable<Integer> starts) {
    return sum(from(starts), starts);
  }

  /// {@return how much it is that [#from] found}
  public Sum sum(BitSet reached, Iterable<Integer> starts) {
    BitSet kept = keptBy(starts);
    OwnSizes sizes = graph.sizes();
    long shallow = 0;
    long allocated = 0;
    long shared = 0;
    for (int object = reached.nextSetBit(0); object >= 0; object = reached.nextSetBit(object + 1)) {
      shallow += objects.shallow(object);
      allocated += sizes.allocated(object);
      shared += kept.get(object) ? 0 : sizes.allocated(object);
    }
    return new Sum(reached.cardinality(), shallow, allocated, shared);
  }

  private BitSet keptBy(Iterable<Integer> starts) {
    Dominators dominators = graph.dominators();
    BitSet kept = new BitSet();
    IntList pending = new IntList();
    starts.forEach(start -> add(start, kept, pending));
    for (int at = 0; at < pending.count(); at++) {
      int object = pending.get(at);
      for (int below = dominators.firstBelow(object);
          below < dominators.endBelow(object);
          below++) {
        int child = dominators.below(below);
        if (!kept.get(child)) {
          add(child, kept, pending);
        }
      }
    }
    return kept;
  }
}
