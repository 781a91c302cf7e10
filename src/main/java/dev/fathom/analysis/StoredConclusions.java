package dev.fathom.analysis;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.Entries;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.groups.Groups;
import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.analysis.owners.LargestOwners;
import dev.fathom.analysis.packing.Packable;
import java.util.List;
import java.util.Optional;

/// What was concluded from findings earlier, by a program that concludes the same. Each is read
/// when it is asked for.
public interface StoredConclusions {
  BalanceSheet sheet();

  Fragmentation fragmentation();

  OwnSizes sizes();

  Entries entries();

  /// {@return the paths from the entries given}
  OwnerPaths paths(Entries entries);

  Dominators dominators();

  Optional<LargestOwners> largestOwners();

  Groups groups();

  Leaks leaks();

  /// {@return small objects that could be one large one; empty where nobody looked for these}
  Optional<List<Packable>> packable();
}
