package dev.fathom.survey.look;

import dev.fathom.model.Identity;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.ProgramName;
import dev.fathom.os.ProcessDirectory;
import java.util.ArrayList;
import java.util.List;

/// The processes of a name.
public final class NamedProcesses {
  private NamedProcesses() {}

  /// {@return the ids of the processes that are called so, ascending: by what the kernel calls them
  /// (15 bytes), by the file of the program, by what they were started as, or by the file of the
  /// script that they run} Fathom itself and the kernel's threads are not among them.
  public static List<Integer> called(String name) {
    List<Integer> found = new ArrayList<>();
    long own = ProcessHandle.current().pid();
    for (int process : ProcessDirectory.all()) {
      if (process != own && isCalled(process, name)) {
        found.add(process);
      }
    }
    found.sort(null);
    return List.copyOf(found);
  }

  /// {@return how much of a process is in memory, and its command line; without what the kernel
  /// does not tell}
  public static NamedProcess described(int process) {
    ProcessDirectory directory = ProcessDirectory.of(process);
    try {
      return new NamedProcess(
          process, directory.sizeInStatus("VmRSS"), String.join(" ", directory.commandLine()));
    } catch (ProcessAccessException unseen) {
      return new NamedProcess(process, 0, "");
    }
  }

  /// {@return whether a process is called so, as in [#called]}
  public static boolean isCalled(int process, String name) {
    ProcessDirectory directory = ProcessDirectory.of(process);
    try {
      if (directory.hasNoMemory()) {
        return false;
      }
      if (directory.name().equals(name)) {
        return true;
      }
      ProgramName program =
          new Identity(
                  Identity.Kind.LIVE,
                  directory.process(),
                  directory.executable(),
                  directory.commandLine(),
                  false)
              .program();
      return program.file().equals(name)
          || program.name().equals(name)
          || program.arguments().stream()
              .filter(argument -> !argument.startsWith("-"))
              .findFirst()
              .filter(argument -> argument.substring(argument.lastIndexOf('/') + 1).equals(name))
              .isPresent();
    } catch (ProcessAccessException unseen) {
      return false; // it ended meanwhile, or is another user's
    }
  }
}
