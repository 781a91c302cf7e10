package dev.fathom.ask.doctor;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.machine.Ability;
import dev.fathom.survey.machine.MachineChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// What do this machine and user allow?
///
/// @param process of which it is asked, too, whether it may be read
public record DoctorQuestion(OptionalInt process) {
  /// Tries it.
  public DoctorAnswer answer() throws ProcessAccessException {
    List<Ability> abilities = new ArrayList<>();
    process.ifPresent(wanted -> abilities.add(MachineChecks.process(wanted)));
    abilities.addAll(MachineChecks.all());
    boolean possible =
        abilities.stream()
            .filter(MachineChecks::isNeeded)
            .noneMatch(each -> each.grant() == Ability.Grant.NO);
    return new DoctorAnswer(abilities, possible);
  }
}
