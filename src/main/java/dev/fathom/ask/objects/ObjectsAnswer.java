package dev.fathom.ask.objects;

import dev.fathom.analysis.groups.Partition;
import dev.fathom.model.Findings;
import java.util.List;

/// The groups of objects that there are, the largest first.
public record ObjectsAnswer(Findings findings, Partition.By by, List<Partition.Row> rows) {
  /// {@return all of them together}
  public Partition.Row total() {
    return Partition.total(rows);
  }
}
