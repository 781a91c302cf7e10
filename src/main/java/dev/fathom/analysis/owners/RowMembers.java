package dev.fathom.analysis.owners;

import dev.fathom.analysis.owners.Owners.Owner;
import dev.fathom.model.Findings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Which objects the rows of owners stand for. A row names but one of them, and may have been read
/// from a file; so what stands beside that one is divided into rows again.
///
/// **Cost**: some 100 ns for each object beside one that is asked for, once for each dominator.
public final class RowMembers {
  private final Owners owners;
  private final Findings findings;
  private final Map<Integer, Siblings> below = new HashMap<>();

  private RowMembers(Owners owners) {
    this.owners = owners;
    this.findings = owners.graph().findings();
  }

  /// The members of rows that these told.
  public static RowMembers of(Owners owners) {
    return new RowMembers(owners);
  }

  /// {@return the objects of a row that go if it goes, what they keep left out; none of a row that
  /// is what others leave}
  public List<Integer> of(Owner row) {
    return switch (row.form()) {
      case OBJECT, MODULE, CHAIN -> List.of(head(row));
      case ALIKE, JOINT, NOWHERE -> siblings(head(row));
      case REST, SEVERAL, SMALLER -> List.of();
    };
  }

  private int head(Owner row) {
    return findings.objects().beginningAt(row.address()).orElseThrow();
  }

  private List<Integer> siblings(int head) {
    Siblings all =
        below.computeIfAbsent(
            owners.dominators().of(head), dominator -> Siblings.below(owners.graph(), dominator));
    return IntStream.of(all.besides(head)).boxed().toList();
  }
}
