package dev.fathom.ask.workers;

import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.family.Family;
import dev.fathom.survey.family.FamilyLook;
import dev.fathom.survey.look.Parties;
import java.util.List;
import java.util.Optional;

/// What does one more worker cost, who shares what, and what broke the sharing?
///
/// @param processes one with its descendants, or several
/// @param causes whether it is asked what broke the sharing
/// @param duplicates whether to look for what is there several times: reads all anonymous memory
public record WorkersQuestion(
    List<Integer> processes, Pause pause, boolean causes, boolean duplicates) {
  /// {@return all of them, looked at at once}
  public Family look() throws ProcessAccessException {
    return FamilyLook.of(
        processes, pause, causes ? Optional.of(Parties.surveyor()) : Optional.empty(), duplicates);
  }

  /// {@return what they cost, and who owns what was written to}
  public WorkersAnswer answer() throws ProcessAccessException {
    Family family = look();
    return new WorkersAnswer(family, WrittenOwners.of(family));
  }
}
