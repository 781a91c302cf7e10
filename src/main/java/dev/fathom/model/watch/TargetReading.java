package dev.fathom.model.watch;

import java.util.List;

/// What all processes use that a user follows under one word.
///
/// @param target the word: a process id, a name, a control group
/// @param processes the largest first
public record TargetReading(String target, List<ProcessReading> processes) {
  public TargetReading {
    processes = List.copyOf(processes);
  }
}
