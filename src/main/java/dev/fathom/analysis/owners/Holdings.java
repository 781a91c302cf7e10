package dev.fathom.analysis.owners;

import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.graph.Retained;
import dev.fathom.analysis.graph.Steps;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.PathSyntax;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// All objects divided among those who hold them: rows of which none lies within another, and what
/// closes them, so that together they are everything.
///
/// It goes down from what nothing else keeps. A module whose variables have a good part of it gives
/// way to these; an object that passes nearly all on to one other gives way to that, but for a
/// chain, which is told as its first, and not by a step that is a guess: what is certain is the
/// better name.
final class Holdings {
  /// A child with this share of its owner's retained size is where the size really comes from.
  private static final double PASSES_ON = 0.8;

  /// A variable of a module with this share of what the module keeps is named for itself.
  private static final double GOOD_PART = 0.2;

  /// Less than this share of all objects does not matter.
  private static final double SMALL_PART = 0.01;

  /// So many of one type, each in the other, are a chain.
  private static final int SHORTEST_CHAIN = 6;

  /// So many steps lead from one to the next at the most: an object, its attributes, a wrapper.
  private static final int LONGEST_LINK = 4;

  private final Owners owners;
  private final Retained retained;
  private final Dominators dominators;
  private final OwnerPaths paths;
  private final int top;

  private Holdings(Owners owners, int top) {
    this.owners = owners;
    this.retained = owners.retained();
    this.dominators = owners.dominators();
    this.paths = owners.paths();
    this.top = top;
  }

  /// Divides the objects.
  ///
  /// @param top how many rows at most
  static LargestOwners of(Owners owners, int top) {
    return new Holdings(owners, top).divide();
  }

  private LargestOwners divide() {
    PriorityQueue<SiblingRow> open =
        new PriorityQueue<>(
            Comparator.<SiblingRow>comparingLong(row -> row.kept().retained())
                .reversed()
                .thenComparingInt(SiblingRow::head));
    Siblings outermost = Siblings.below(owners.graph(), Dominators.OUTSIDE);
    open.addAll(outermost.largest(top + 1, 1));
    List<SiblingRow> listed = new ArrayList<>();
    while (!open.isEmpty() && listed.size() < top) {
      SiblingRow row = open.remove();
      List<SiblingRow> parts = row.form() == OwnerForm.OBJECT ? parts(row) : List.of(row);
      if (parts.size() == 1) {
        listed.addAll(parts);
      } else {
        open.addAll(parts);
      }
    }
    return new LargestOwners(
        listed.stream().map(owners::ofRow).toList(),
        open.isEmpty(),
        Kept.by(retained, Owners.ALL),
        outermost.several(),
        outermost.nowhere());
  }

  /// {@return what takes the place of an object: one row where it is told itself}
  private List<SiblingRow> parts(SiblingRow row) {
    int object = row.head();
    if (paths.isModule(object) || paths.passesOn(object)) {
      return variables(row);
    }
    int end = end(object);
    SiblingRow below = SiblingRow.object(end, Kept.by(retained, end));
    SiblingRow told = isChain(end) ? chain(below) : below;
    return end == object ? List.of(told) : List.of(told, row.rest(below.kept()));
  }

  /// Those that have a good part, some of which are alike or joint; and while a good part is left,
  /// those that follow, as long as they matter.
  private List<SiblingRow> variables(SiblingRow module) {
    double part = GOOD_PART * module.kept().retained();
    double matters = SMALL_PART * retained.bytes(Owners.ALL);
    long least = (long) Math.ceil(Math.max(1, Math.min(part, matters)));
    List<SiblingRow> rows = new ArrayList<>();
    Kept told = Kept.NOTHING;
    for (SiblingRow row : Siblings.below(owners.graph(), module.head()).largest(top + 1, least)) {
      long left = module.kept().minus(told).retained();
      long own = row.kept().retained();
      if (own >= part || (own >= matters && left >= part)) {
        rows.add(row);
        told = told.plus(row.kept());
      }
    }
    rows.add(
        rows.isEmpty()
            ? dominators.children(module.head()).length == 0 ? module : module.module()
            : module.rest(told));
    return rows;
  }

  /// {@return the object at which what another keeps piles up: below it no single one has nearly
  /// all, or a chain begins with it}
  private int end(int object) {
    int at = object;
    for (int next = heir(at); next != Owners.ALL && !isChain(at); next = heir(at)) {
      at = next;
    }
    // Its attributes stand for an object.
    return at != object && paths.passesOn(at) ? dominators.of(at) : at;
  }

  /// {@return the one object directly below another that has nearly all of it, if there is one} A
  /// mapping is told as that which has mapped it, and memory of C as the object that leads to it.
  private int heir(int object) {
    int heaviest = owners.heaviest(object);
    boolean passes =
        heaviest != Owners.ALL
            && retained.bytes(heaviest) >= PASSES_ON * retained.bytes(object)
            && !owners.isMapped(heaviest)
            && (owners.isPlain(object) || !owners.isPlain(heaviest))
            && !isGuessed(heaviest);
    return passes ? heaviest : Owners.ALL;
  }

  /// Whether the step is a guess that leads to an object.
  private boolean isGuessed(int object) {
    int edge = paths.by(object);
    if (edge < 0) {
      return false;
    }
    Findings findings = owners.graph().findings();
    PathSyntax syntax = findings.types().get(owners.type(object)).dialect().paths();
    return syntax.isGuessed(Steps.spell(findings, syntax, edge));
  }

  /// Whether objects of the same type follow one another below an object, each with nearly all.
  private boolean isChain(int object) {
    int links = 1;
    int at = heir(object);
    for (int steps = 0; at != Owners.ALL && links < SHORTEST_CHAIN; steps++) {
      links += owners.type(at) == owners.type(object) ? 1 : 0;
      at = steps < LONGEST_LINK * SHORTEST_CHAIN ? heir(at) : Owners.ALL;
    }
    return links == SHORTEST_CHAIN;
  }

  private SiblingRow chain(SiblingRow first) {
    int links = 0;
    int type = owners.type(first.head());
    for (int at = first.head(); at != Owners.ALL; at = owners.heaviest(at)) {
      links += owners.type(at) == type ? 1 : 0;
    }
    return first.chain(links);
  }
}
