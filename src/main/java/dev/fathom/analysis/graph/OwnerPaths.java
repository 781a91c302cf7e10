package dev.fathom.analysis.graph;

import dev.fathom.model.Findings;
import dev.fathom.model.column.IntColumn;
import dev.fathom.model.dialect.PathSyntax;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.Holder;
import dev.fathom.model.object.TypeTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/// The shortest path from a root to each object, and its spelling:
/// `__main__.app.cache['users'][17]`. Where none leads from what a runtime knows, one from the
/// program's variables comes before one from a library's.
///
/// **Cost**: one breadth-first search, some 50 ns an edge. **Memory**: 4 bytes an object.
public final class OwnerPaths {
  private static final int UNREACHED = Integer.MIN_VALUE;
  private static final int LONGEST_PATH = 64;

  /// How many references of one object are looked at to find one by its name.
  private static final int MOST_LOOKS = 2000;

  private final Findings findings;
  private final List<Entries.Entry> entries;
  private final EdgeTable edges;

  /// For each object the edge by which it was reached first, or the complement of its entry.
  private final int[] by;

  /// One step of a path.
  ///
  /// @param name how the step is spelled after the one before: `.app`, `['users']`, `[17]`
  /// @param object the object that it leads to
  public record Step(String name, int object) {}

  private OwnerPaths(Findings findings, Entries entries, int[] by) {
    this.findings = findings;
    this.entries = entries.all();
    this.edges = findings.references().edges();
    this.by = by;
  }

  /// Finds the paths from the entries.
  public static OwnerPaths of(Findings findings, Entries entries) {
    int[] by = new int[findings.objects().count()];
    Arrays.fill(by, UNREACHED);
    OwnerPaths paths = new OwnerPaths(findings, entries, by);
    paths.search();
    return paths;
  }

  /// Paths that are known.
  ///
  /// @param by of each object what [#by] tells; becomes a part of this
  /// @throws IllegalArgumentException if a path leads in a circle
  public static OwnerPaths known(Findings findings, Entries entries, int[] by) {
    OwnerPaths paths = new OwnerPaths(findings, entries, by);
    paths.checkEnds();
    return paths;
  }

  /// Whoever follows a path comes to its end. Each object is gone through once.
  private void checkEnds() {
    BitSet ending = new BitSet(by.length);
    IntList path = new IntList();
    for (int object = 0; object < by.length; object++) {
      int at = object;
      while (by[at] >= 0 && !ending.get(at)) {
        if (path.count() == by.length) {
          throw new IllegalArgumentException("a path that leads in a circle");
        }
        path.add(at);
        at = sourceOf(by[at]);
      }
      for (int step = 0; step < path.count(); step++) {
        ending.set(path.get(step));
      }
      path.clear();
    }
  }

  /// {@return by which edge an object was reached first, or the complement of its entry}
  public int by(int object) {
    return by[object];
  }

  private void search() {
    // What leads to nothing need not wait for its turn, which is most objects.
    IntColumn queue = new IntColumn();
    int head = 0;
    // Entries are in the order of what they tell: modules and variables before anything else.
    for (Entries.Kind kind : Entries.Kind.values()) {
      for (boolean own : new boolean[] {true, false}) {
        for (int entry = 0; entry < entries.size(); entry++) {
          int object = entries.get(entry).object();
          if (entries.get(entry).kind() == kind
              && by[object] == UNREACHED
              && (!own || isOfProgram(entries.get(entry)))) {
            by[object] = ~entry;
            queue.add(object);
          }
        }
        while (head < queue.count()) {
          int object = queue.get(head++);
          queue.dropBelow(head);
          int end = edges.first(object + 1);
          for (int edge = edges.first(object); edge < end; edge++) {
            int target = edges.target(edge);
            if (by[target] == UNREACHED) {
              by[target] = edge;
              if (edges.first(target) < edges.first(target + 1)) {
                queue.add(target);
              }
            }
          }
        }
      }
    }
  }

  /// Whether a variable of the program's own leads there, to the beginning. Memory of a library may
  /// lead to the program's by a shorter way, which is a word that was left over.
  private boolean isOfProgram(Entries.Entry entry) {
    String program = findings.program();
    return entry.kind() == Entries.Kind.LIBRARY
        && (entry.path().equals(program) || entry.path().startsWith(program + ": "))
        && !Holder.isInside(entry.path());
  }

  /// {@return the steps from the root to an object, the root first}
  public List<Step> steps(int object) {
    Deque<Step> steps = new ArrayDeque<>();
    int at = object;
    while (by[at] >= 0) {
      steps.addFirst(new Step(spell(by[at]), at));
      at = sourceOf(by[at]);
    }
    Entries.Entry entry = entries.get(~by[at]);
    steps.addFirst(new Step(spell(entry), at));
    return new ArrayList<>(steps);
  }

  /// {@return whether an object is reached from outside before it is from any other}
  public boolean isRoot(int object) {
    return by[object] < 0 && by[object] != UNREACHED;
  }

  /// {@return whether an object is held from nowhere that shows}
  public boolean isUnseen(int object) {
    int at = object;
    while (by[at] >= 0) {
      at = sourceOf(by[at]);
    }
    return by[at] == UNREACHED || entries.get(~by[at]).kind() == Entries.Kind.UNSEEN;
  }

  /// {@return how many steps lead to an object}
  ///
  /// @param known steps of objects, plus one, as far as they were found out; added to
  public int depth(int object, int[] known) {
    int above = 0;
    int at = object;
    for (; by[at] >= 0 && known[at] == 0; at = sourceOf(by[at])) {
      above++;
    }
    int depth = (known[at] == 0 ? 0 : known[at] - 1) + above;
    int steps = depth;
    for (int back = object; known[back] == 0; back = sourceOf(by[back])) {
      known[back] = 1 + steps--;
      if (by[back] < 0) {
        break;
      }
    }
    return depth;
  }

  /// {@return whether it is a module}
  public boolean isModule(int object) {
    return isRoot(object) && entries.get(~by[object]).kind() == Entries.Kind.MODULE;
  }

  /// {@return the object to which the steps of another graph lead in this one, or -1} The first
  /// must be a module. Of an object with very many references only the first are looked at.
  public int at(List<Step> steps) {
    int at = -1;
    for (Entries.Entry entry : entries) {
      boolean named = entry.kind() == Entries.Kind.MODULE;
      if (at < 0 && named && entry.path().equals(steps.getFirst().name())) {
        at = entry.object();
      }
    }
    for (Step step : steps.subList(1, steps.size())) {
      at = at < 0 ? -1 : follow(at, step.name());
    }
    return at;
  }

  private int follow(int object, String name) {
    int end = Math.min(edges.first(object + 1), edges.first(object) + MOST_LOOKS);
    for (int edge = edges.first(object); edge < end; edge++) {
      if (spell(edge).equals(name)) {
        return edges.target(edge);
      }
    }
    return -1;
  }

  /// {@return the expression for an object, its middle cut out where it is very long}
  public String path(int object) {
    return join(steps(object));
  }

  private String join(List<Step> steps) {
    List<String> names = new ArrayList<>();
    for (int step = 0; step < steps.size(); step++) {
      if (steps.size() > LONGEST_PATH && step == LONGEST_PATH / 2) {
        step = steps.size() - LONGEST_PATH / 2;
        names.add(" … ");
      }
      names.add(steps.get(step).name());
    }
    return syntaxOf(steps.getFirst().object()).join(names);
  }

  /// {@return the expression for an object with its last place or key left open, as it stands for
  /// all that are held alike}
  public String openPath(int object) {
    List<Step> steps = steps(object);
    PathSyntax syntax = syntaxOf(object);
    Step last = steps.getLast();
    String step =
        steps.size() == 1
            ? openRoot(entries.get(~by[object]), last.name())
            : syntax.open(last.name());
    steps.set(steps.size() - 1, new Step(step, object));
    return join(steps);
  }

  /// A variable of C that is a table has the place in its name.
  private static String openRoot(Entries.Entry entry, String name) {
    boolean table = entry.kind() == Entries.Kind.LIBRARY;
    return table ? name.replace(entry.path(), Holder.variable(entry.path()) + "[*]") : name;
  }

  /// {@return whether the object only stands for what it holds, or for the one before it}
  public boolean passesOn(int object) {
    if (by[object] >= 0 && edges.kind(by[object]) == EdgeKind.INDEX.code()) {
      return false; // a place in a table: of these there are millions, and none need be spelled
    }
    String step = by[object] >= 0 ? spell(by[object]) : spell(entries.get(~by[object]));
    return syntaxOf(object).passesOn(step);
  }

  private String spell(Entries.Entry entry) {
    return switch (entry.kind()) {
      case MODULE, FUNCTION -> entry.path();
      case LIBRARY, STACK -> syntaxOf(entry.object()).variable(entry.path());
      case STATIC -> "<static " + typeName(entry.object()) + ">";
      case UNSEEN -> "<unreached " + typeName(entry.object()) + ">";
    };
  }

  private String spell(int edge) {
    return Steps.spell(findings, syntaxOf(edges.target(edge)), edge);
  }

  /// {@return how the runtime that an object is of spells paths}
  private PathSyntax syntaxOf(int object) {
    return findings.types().get(findings.objects().type(object)).dialect().paths();
  }

  /// {@return the object whose edge it is} **Cost**: logarithmic.
  public int sourceOf(int edge) {
    int low = 0;
    int high = by.length;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (edges.first(middle) <= edge) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private String typeName(int object) {
    TypeTable.Type type = findings.types().get(findings.objects().type(object));
    return type.name();
  }
}
