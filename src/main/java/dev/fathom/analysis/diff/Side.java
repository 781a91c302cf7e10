package dev.fathom.analysis.diff;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.analysis.graph.Retained;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Findings;
import dev.fathom.model.object.ObjectTable;

/// One of the two findings, with its owners, and what each object takes itself.
final class Side {
  private final Findings findings;
  private final Owners owners;

  // What is asked for each object, again and again.
  private final OwnSizes own;

  /// Whether mappings count.
  private final boolean mapped;

  private final ObjectTable objects;
  private final Dominators dominators;
  private final Retained retained;

  private Side(Analysis analysis, boolean mapped) {
    this.findings = analysis.findings();
    this.owners = analysis.owners();
    this.retained = analysis.retained();
    this.objects = findings.objects();
    this.own = analysis.sizes();
    this.mapped = mapped;
    this.dominators = analysis.dominators();
  }

  /// @param mapped whether mappings count. They do as far as they are in memory, of which a core
  ///   tells nothing: beside one they would only seem to have changed
  static Side of(Analysis analysis, boolean mapped) {
    return new Side(analysis, mapped);
  }

  Findings findings() {
    return findings;
  }

  Owners owners() {
    return owners;
  }

  int objects() {
    return own.count();
  }

  int type(int object) {
    return objects.type(object);
  }

  /// {@return bytes of an object's own block and buffers}
  long own(int object) {
    return mapped || !findings.types().isMapped(objects.type(object)) ? own.allocated(object) : 0;
  }

  /// {@return the bytes that an object keeps}
  long retained(int object) {
    return retained.bytes(object);
  }

  /// {@return the object above, or [Dominators#OUTSIDE]}
  int above(int object) {
    return dominators.of(object);
  }

  /// {@return the object directly below that keeps the most, or [Dominators#OUTSIDE] where there is
  /// none}
  int heaviestBelow(int object) {
    int heaviest = Dominators.OUTSIDE;
    for (int child : dominators.children(object)) {
      if (heaviest == Dominators.OUTSIDE || retained(child) > retained(heaviest)) {
        heaviest = child;
      }
    }
    return heaviest;
  }

  /// {@return all objects, each after the one above it}
  int[] order() {
    return dominators.order();
  }
}
