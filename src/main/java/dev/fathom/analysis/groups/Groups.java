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

  Optional<List<Group>> of(Partition.By wanted) {
    return Optional.ofNullable(by.get(wanted));
  }
}
