package dev.fathom.analysis.paths;

import dev.fathom.analysis.graph.Entries;
import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.graph.Retained;
import dev.fathom.analysis.graph.Steps;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.PathSyntax;
import dev.fathom.model.object.EdgeTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// Finds the object to which a path leads that was printed: that of an owner, or any other by which
/// an object is held. Places and keys may be left open: `[*]`.
///
/// **Cost**: some 100 ns an object; where it is no owner's path, as much for each reference that is
/// tried on the way, and at most [#MOST_TRIED] of them.
public final class PathLookup {
  /// An object's dict stands for the object.
  private static final String ATTRIBUTES = ".__dict__";

  /// What a path begins with that is only likely.
  private static final String LIKELY = "~ ";

  private static final int MOST_TRIED = 2_000_000;
  private static final int LONGEST = 4096;
  private static final int DEEPEST = 200;

  private final Findings findings;
  private final EdgeTable edges;
  private final GraphAnalysis graph;
  private final OwnerPaths paths;
  private final PathPattern wanted;
  private int tried;

  private PathLookup(GraphAnalysis graph, String wanted) {
    this.graph = graph;
    this.findings = graph.findings();
    this.edges = findings.references().edges();
    this.paths = graph.paths();
    this.wanted = new PathPattern(withoutMark(wanted));
  }

  /// {@return the object, or none where no path reads like that}
  public static OptionalInt of(GraphAnalysis graph, String path) {
    if (path.isEmpty() || path.length() > LONGEST) {
      return OptionalInt.empty();
    }
    PathLookup lookup = new PathLookup(graph, path);
    int object = lookup.owner();
    if (object < 0) {
      object = lookup.leaf();
    }
    if (object < 0) {
      object = lookup.follow();
    }
    return object < 0 ? OptionalInt.empty() : OptionalInt.of(object);
  }

  private static String withoutMark(String path) {
    return path.startsWith(LIKELY) ? path.substring(LIKELY.length()) : path;
  }

  private boolean isCalled(int object) {
    String path = withoutMark(paths.path(object));
    return wanted.of(path) == PathPattern.Fit.WHOLE
        || (path.endsWith(ATTRIBUTES)
            && wanted.of(path.substring(0, path.length() - ATTRIBUTES.length()))
                == PathPattern.Fit.WHOLE);
  }

  /// Among the objects that keep others: those that keep most first.
  private int owner() {
    Retained retained = graph.retained();
    List<Integer> objects = new ArrayList<>();
    for (int object = 0; object < findings.objects().count(); object++) {
      if (retained.objects(object) > 1 && mayEnd(object)) {
        objects.add(object);
      }
    }
    objects.sort(Comparator.<Integer>comparingLong(retained::bytes).reversed());
    for (int object : objects) {
      if (isCalled(object)) {
        return object;
      }
    }
    return -1;
  }

  private int leaf() {
    Retained retained = graph.retained();
    for (int object = 0; object < findings.objects().count(); object++) {
      if (retained.objects(object) <= 1 && mayEnd(object) && isCalled(object)) {
        return object;
      }
    }
    return -1;
  }

  /// Whether the last step to an object can be the last one that was printed: its path need be
  /// spelled only then.
  private boolean mayEnd(int object) {
    int edge = paths.by(object);
    if (edge < 0 || edge >= edges.count()) {
      return true;
    }
    PathSyntax syntax = syntax(object);
    String step = Steps.spell(findings, syntax, edge);
    return syntax.passesOn(step) || wanted.mayEndWith(step);
  }

  private PathSyntax syntax(int object) {
    return findings.types().get(findings.objects().type(object)).dialect().paths();
  }

  /// An object on the way, and how the steps to it are spelled.
  private record Reached(int object, List<String> names) {}

  /// Goes along all references that can be a part of the path.
  private int follow() {
    Deque<Reached> pending = new ArrayDeque<>();
    Set<String> met = new HashSet<>();
    for (Entries.Entry entry : graph.entries().all()) {
      String name = paths.steps(entry.object()).getFirst().name();
      if (paths.isRoot(entry.object())
          && fit(List.of(name), syntax(entry.object())) != PathPattern.Fit.NONE) {
        pending.add(new Reached(entry.object(), List.of(name)));
      }
    }
    while (!pending.isEmpty() && tried < MOST_TRIED) {
      Reached at = pending.removeLast();
      int first = edges.first(at.object());
      for (int edge = first; edge < edges.first(at.object() + 1); edge++) {
        tried++;
        int target = edges.target(edge);
        PathSyntax syntax = syntax(target);
        List<String> names = new ArrayList<>(at.names());
        names.add(Steps.spell(findings, syntax, edge));
        PathPattern.Fit fit = fit(names, syntax);
        if (fit == PathPattern.Fit.WHOLE) {
          return target;
        }
        boolean begins = fit == PathPattern.Fit.BEGINNING;
        // A step may be written only together with the one that follows.
        boolean goesOn = begins || fit(at.names(), syntax) != PathPattern.Fit.NONE;
        if (goesOn && names.size() < DEEPEST && met.add(target + " " + names.size() + begins)) {
          if (begins) {
            pending.addLast(new Reached(target, names));
          } else {
            pending.addFirst(new Reached(target, names));
          }
        }
      }
    }
    return -1;
  }

  private PathPattern.Fit fit(List<String> names, PathSyntax syntax) {
    return wanted.of(withoutMark(syntax.join(names)));
  }
}
