package dev.fathom.ask.returned;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.owners.Owners.Owner;
import dev.fathom.analysis.owners.RowMembers;
import dev.fathom.analysis.returned.Dropping;
import dev.fathom.analysis.returned.Returned;
import java.util.List;
import java.util.Optional;

/// A row of owners, and what would go back to the kernel if all its members went at once.
///
/// @param returned empty where nobody asked, and of what is left of an object without other rows,
///   which nobody can drop for itself
public record ForetoldOwner(Owner owner, Optional<Returned> returned) {
  /// {@return a row of which nobody asked}
  public static ForetoldOwner unasked(Owner owner) {
    return new ForetoldOwner(owner, Optional.empty());
  }

  /// Foretells it of rows, each for itself. **Cost**: for each that of [Returned].
  public static List<ForetoldOwner> of(Analysis analysis, List<Owner> owners) {
    RowMembers members = RowMembers.of(analysis.owners());
    return owners.stream()
        .map(owner -> new ForetoldOwner(owner, foretell(analysis, members.of(owner))))
        .toList();
  }

  private static Optional<Returned> foretell(Analysis analysis, List<Integer> members) {
    return members.isEmpty()
        ? Optional.empty()
        : Optional.of(Returned.of(analysis, new Dropping(members)));
  }
}
