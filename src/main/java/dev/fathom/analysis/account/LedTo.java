package dev.fathom.analysis.account;

import dev.fathom.model.Findings;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.HeldObjects;
import dev.fathom.model.object.References;
import java.util.BitSet;
import java.util.Optional;

/// Which objects something leads to, so that whoever asks about their memory is told an owner.
///
/// **Cost**: some nanoseconds a reference, where anybody asks.
final class LedTo {
  private final Findings findings;
  private Optional<BitSet> found = Optional.empty();

  LedTo(Findings findings) {
    this.findings = findings;
  }

  /// Whether another object leads to this one, or a word outside all objects; no where owners are
  /// not told, because a heap that was not read may hold it too.
  boolean contains(int object) {
    if (findings.ownersHidden()) {
      return false;
    }
    BitSet all = found.orElseGet(this::find);
    found = Optional.of(all);
    return all.get(object);
  }

  private BitSet find() {
    References references = findings.references();
    BitSet all = new BitSet();
    HeldObjects held = references.held();
    for (int at = 0; at < held.count(); at++) {
      all.set(held.object(at));
    }
    references.roots().forEach(root -> all.set(root.object()));
    EdgeTable edges = references.edges();
    for (int object = 0; object < findings.objects().count(); object++) {
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        if (edges.target(edge) != object) {
          all.set(edges.target(edge));
        }
      }
    }
    return all;
  }
}
