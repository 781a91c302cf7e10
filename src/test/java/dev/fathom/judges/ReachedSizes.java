package dev.fathom.judges;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.model.Findings;
import dev.fathom.model.object.EdgeTable;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/// How large an object is, and all that it leads to, as `Devel::Size` counts: whoever else holds
/// that. Packages are in no total.
final class ReachedSizes {
  private static final String ARRAY = "ARRAY";
  private static final String GLOB = "GLOB";
  private static final String HANDLE = "IO";
  private static final String PACKAGE = "STASH";

  private final Findings findings;
  private final OwnSizes sizes;

  ReachedSizes(Findings findings) {
    this.findings = findings;
    this.sizes = Analysis.of(findings).sizes();
  }

  /// {@return its own size with its buffers; 0 if there is no such object: what the interpreter has
  /// once is none} The slots of a glob, and the globs of a handle, count to it.
  long own(long address) {
    int object = findings.objects().beginningAt(address).orElse(-1);
    BitSet seen = new BitSet();
    return object < 0 ? 0 : own(object, seen);
  }

  private long own(int object, BitSet seen) {
    seen.set(object);
    long own = bytes(object);
    EdgeTable edges = findings.references().edges();
    for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
      int target = edges.target(edge);
      boolean counts = isOf(object, GLOB) || (isOf(object, HANDLE) && isOf(target, GLOB));
      if (counts && !seen.get(target) && !isPackage(target)) {
        own += own(target, seen);
      }
    }
    return own;
  }

  /// {@return the same with all that it leads to}
  long total(long address) {
    int first = findings.objects().beginningAt(address).orElse(-1);
    if (first < 0) {
      return 0;
    }
    EdgeTable edges = findings.references().edges();
    BitSet seen = new BitSet();
    Deque<Integer> open = new ArrayDeque<>();
    seen.set(first);
    open.add(first);
    long total = 0;
    while (!open.isEmpty()) {
      int object = open.remove();
      total += bytes(object);
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        int target = edges.target(edge);
        if (!seen.get(target) && !isPackage(target)) {
          seen.set(target);
          open.add(target);
        }
      }
    }
    return total;
  }

  /// With its buffers, as malloc rounds them; arrays, of which the suite reckons the places,
  /// without that.
  private long bytes(int object) {
    return isOf(object, ARRAY) ? findings.objects().shallow(object) : sizes.allocated(object);
  }

  private boolean isPackage(int object) {
    return isOf(object, PACKAGE);
  }

  private boolean isOf(int object, String type) {
    return findings.types().get(findings.objects().type(object)).name().equals(type);
  }
}
