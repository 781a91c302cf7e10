package dev.fathom.analysis.leaks;

import dev.fathom.model.Findings;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.InstanceLayout;
import dev.fathom.model.object.ObjectTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Finds the types whose instances refer to nothing although the collector looks into them: where
/// references may be missing, these are the first to be looked at.
public final class SilentTypes {
  private static final int MOST = 100;

  private SilentTypes() {}

  /// {@return them, those with the most instances first} A type all of whose fields are known, and
  /// which keeps nothing elsewhere, is none: its fields are empty (a weak reference). **Cost**:
  /// some 5 ns an object.
  public static List<Leaks.Silent> of(Findings findings) {
    ObjectTable objects = findings.objects();
    EdgeTable edges = findings.references().edges();
    long[] instances = new long[findings.types().count()];
    boolean[] speaks = new boolean[instances.length];
    for (int object = 0; object < objects.count(); object++) {
      int type = objects.type(object);
      if (type >= instances.length || speaks[type] || objects.headBytes(object) == 0) {
        continue;
      }
      instances[type]++;
      speaks[type] = refersToOthers(findings, edges, object, type);
    }
    List<Leaks.Silent> silent = new ArrayList<>();
    for (int type = 0; type < instances.length; type++) {
      if (instances[type] > 0 && !speaks[type] && mayKeepMore(findings.types().layout(type))) {
        silent.add(new Leaks.Silent(findings.types().get(type).qualifiedName(), instances[type]));
      }
    }
    silent.sort(
        Comparator.comparingLong(Leaks.Silent::instances)
            .reversed()
            .thenComparing(Leaks.Silent::type));
    return List.copyOf(silent.subList(0, Math.min(MOST, silent.size())));
  }

  /// Whether an object refers to any other but its type.
  private static boolean refersToOthers(Findings findings, EdgeTable edges, int object, int type) {
    long own = findings.types().get(type).address();
    for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
      if (findings.objects().address(edges.target(edge)) != own) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayKeepMore(InstanceLayout layout) {
    return layout.structure().isEmpty()
        || layout.itemBytes() > 0
        || layout.fields().stream().anyMatch(field -> field.kind() == InstanceLayout.Kind.POINTER);
  }
}
