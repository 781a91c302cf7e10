package dev.fathom.ask.owners;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.ReachedMemory;
import dev.fathom.analysis.owners.Owners.Owner;
import dev.fathom.analysis.owners.RowMembers;
import java.util.List;
import java.util.Optional;

/// A row of owners, and what its members reach.
///
/// @param reached empty of what others leave, which stands for no objects of its own
public record ReachingOwner(Owner owner, Optional<ReachedMemory.Sum> reached) {
  /// {@return a row of which that is not known}
  public static ReachingOwner unasked(Owner owner) {
    return new ReachingOwner(owner, Optional.empty());
  }

  /// Finds it for rows. **Cost**: for each that of [ReachedMemory].
  public static List<ReachingOwner> of(Analysis analysis, List<Owner> owners) {
    RowMembers members = RowMembers.of(analysis.owners());
    ReachedMemory memory = new ReachedMemory(analysis);
    return owners.stream()
        .map(owner -> {
          List<Integer> objects = members.of(owner);
          return new ReachingOwner(
              owner, objects.isEmpty() ? Optional.empty() : Optional.of(memory.sum(objects)));
        })
        .toList();
  }
}
