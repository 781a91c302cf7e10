package dev.fathom.analysis.returned;

import dev.fathom.analysis.graph.Entries;
import dev.fathom.analysis.graph.Reach;
import dev.fathom.model.Findings;
import java.util.BitSet;
import java.util.List;

/// Objects that are thought away, all at once.
///
/// @param objects their numbers
public record Dropping(List<Integer> objects) {
  public Dropping {
    objects = List.copyOf(objects);
  }

  /// {@return the objects that go: these, and those that nothing reaches without them} So what
  /// several of them hold jointly goes too. **Cost**: some 20 ns an edge.
  BitSet gone(Findings findings, Entries entries) {
    int count = findings.objects().count();
    Reach reach = new Reach(findings.references().edges(), count);
    objects.forEach(reach::mark); // so nothing goes through them
    BitSet garbage = entries.garbage(findings);
    for (int entry : entries.lasting(findings)) {
      if (!garbage.get(entry)) {
        reach.from(entry);
      }
    }
    BitSet gone = new BitSet(count);
    for (int object = 0; object < count; object++) {
      gone.set(object, !reach.reached(object) && !garbage.get(object));
    }
    objects.forEach(gone::set);
    return gone;
  }
}
