package dev.fathom.analysis.groups;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All objects divided in each way, those of each type apart.
///
/// @param by the groups of a division; missing where they are very many
public record Groups(Map<Partition.By, List<Group>> by) {
  /// A group of objects of types of one name.
  ///
  /// @param type the qualified name of their type
  /// @param row what they are
  public record Group(String type, Partition.Row row) {}

  /// {@return the groups of a division, as [Partition#of] makes them; empty where it is missing}
  public Optional<List<Partition.Row>> of(Partition.By wanted, String filter) {
    return Optional.ofNullable(by.get(wanted)).map(groups -> Partition.rows(groups, filter));
  }
}
