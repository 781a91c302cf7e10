package dev.fathom.survey.machine;

import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.machine.Ability;
import dev.fathom.target.LiveProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// All that is asked of a machine.
public final class MachineChecks {
  /// Without these no process can be looked at.
  private static final Set<String> NEEDED = Set.of(AccessChecks.READ, AccessChecks.STOP, "process");

  private MachineChecks() {}

  /// {@return what this machine and user allow}
  public static List<Ability> all() throws ProcessAccessException {
    AccessChecks access = AccessChecks.here();
    List<Ability> abilities = new ArrayList<>();
    abilities.add(access.read());
    abilities.add(access.readOthers());
    abilities.add(access.stop());
    abilities.add(access.frames());
    abilities.add(PageChecks.scan());
    abilities.add(PageChecks.softDirty());
    abilities.add(PageChecks.userfaultfd());
    abilities.add(MemoryChecks.room());
    abilities.add(MemoryChecks.groups());
    abilities.add(MemoryChecks.swap());
    abilities.add(MemoryChecks.place());
    return List.copyOf(abilities);
  }

  /// {@return whether a process may be read; it is not stopped}
  public static Ability process(int process) {
    String what = "read process " + process;
    try (LiveProcess _ = LiveProcess.openUnseen(process, Freeze.NONE)) {
      return Ability.had("process", what, "its memory and pages can be opened");
    } catch (ProcessAccessException refused) {
      String message = String.valueOf(refused.getMessage());
      int end = message.indexOf("; ");
      return Ability.missing(
          "process",
          what,
          end < 0 ? message : message.substring(0, end),
          end < 0 ? "" : message.substring(end + 2));
    }
  }

  /// {@return whether nothing can be looked at without it}
  public static boolean isNeeded(Ability ability) {
    return NEEDED.contains(ability.id());
  }
}
