package dev.fathom.ask.container;

import dev.fathom.analysis.account.Account;
import dev.fathom.ask.Looks;
import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.container.ControlGroup;
import dev.fathom.model.container.GroupProcess;
import dev.fathom.survey.container.ContainerLook;
import dev.fathom.survey.look.Depth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is a control group charged for?
///
/// @param word a process in it, its directory or path, or what it is called
/// @param below directories whose files are looked for in memory, besides those in use
/// @param lookInto of how many processes, the largest, the own accounts are told: each is held for
///   that
public record ContainerQuestion(String word, List<Path> below, int lookInto, Pause pause) {
  /// Looks.
  public ContainerAnswer answer() throws IOException {
    ControlGroup group = ContainerLook.at(word, lookInto == 0 ? below : List.of());
    if (lookInto == 0) {
      return new ContainerAnswer(group, ContainerBalance.of(group, Map.of()));
    }
    // Looks take time: the sums are asked for once they are done.
    Map<Integer, List<Account>> own = new HashMap<>();
    for (GroupProcess process : group.processes().stream().limit(lookInto).toList()) {
      accounts(process.process()).ifPresent(parts -> own.put(process.process(), parts));
    }
    ControlGroup now = ContainerLook.at(word, below);
    return new ContainerAnswer(now, ContainerBalance.of(now, own));
  }

  /// Its own accounts; empty where it has ended, or may not be held: then its sum is told.
  private Optional<List<Account>> accounts(int process) throws IOException {
    try {
      return Optional.of(
          AnonymousAccounts.of(
              Looks.at(new Subject.Live(process), Manner.of(pause), Depth.ALLOCATORS)));
    } catch (ProcessAccessException refused) {
      return Optional.empty();
    }
  }
}
