package dev.fathom.ask.doctor;

import dev.fathom.model.machine.Ability;
import java.util.List;

/// What can be had.
///
/// @param abilities those that matter most first
/// @param possible whether processes can be looked at
public record DoctorAnswer(List<Ability> abilities, boolean possible) {
  public DoctorAnswer {
    abilities = List.copyOf(abilities);
  }

  /// {@return whether there is nothing amiss}
  public boolean complete() {
    return abilities.stream().allMatch(each -> each.grant() == Ability.Grant.YES);
  }
}
