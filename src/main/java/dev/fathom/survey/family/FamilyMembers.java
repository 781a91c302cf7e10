package dev.fathom.survey.family;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.ProcessStat;
import dev.fathom.os.ProcessDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which processes belong together.
final class FamilyMembers {
  private FamilyMembers() {}

  /// A process begins after its parent; within one tick of the clock the order is that of numbers.
  static final Comparator<ProcessStat> BY_AGE =
      Comparator.comparingLong(ProcessStat::startTicks).thenComparingInt(ProcessStat::process);

  /// {@return the processes given; of a single one its descendants, too} Parents come before their
  /// children. Those without memory (zombies) are left out.
  ///
  /// @throws ProcessAccessException if none of them is there, or the only one has no descendants
  static List<ProcessStat> of(List<Integer> processes) throws ProcessAccessException {
    Map<Integer, List<ProcessStat>> children = new HashMap<>();
    List<ProcessStat> found = find(processes, children);
    if (found.isEmpty()) {
      throw new ProcessAccessException(
          "no process "
              + String.join(", ", processes.stream().map(String::valueOf).toList())
              + " here; `fathom top` lists those that exist");
    }
    if (processes.size() == 1) {
      addDescendants(found, children);
      if (found.stream().filter(ProcessStat::hasMemory).count() < 2) {
        int process = processes.getFirst();
        throw new ProcessAccessException(
            "process "
                + process
                + " has no workers; name its parent ("
                + found.getFirst().parent()
                + "), or several processes: fathom workers "
                + process
                + " PID…");
      }
    }
    found.removeIf(stat -> !stat.hasMemory());
    found.sort(BY_AGE);
    return List.copyOf(found);
  }

  /// {@return a process and its descendants, parents before their children; none where it is not
  /// there}
  static List<ProcessStat> below(int process) {
    Map<Integer, List<ProcessStat>> children = new HashMap<>();
    List<ProcessStat> found = find(List.of(process), children);
    addDescendants(found, children);
    found.removeIf(stat -> !stat.hasMemory());
    found.sort(BY_AGE);
    return List.copyOf(found);
  }

  /// {@return those that are there}
  ///
  /// @param children gets the processes of the machine by their parents
  private static List<ProcessStat> find(
      List<Integer> processes, Map<Integer, List<ProcessStat>> children) {
    List<ProcessStat> found = new ArrayList<>();
    for (int process : ProcessDirectory.all()) {
      try {
        ProcessStat stat = ProcessDirectory.of(process).stat();
        children.computeIfAbsent(stat.parent(), key -> new ArrayList<>()).add(stat);
        if (processes.contains(process)) {
          found.add(stat);
        }
      } catch (ProcessAccessException ended) {
        // It went while we looked: what was asked for and is not there the caller says.
      }
    }
    return found;
  }

  private static void addDescendants(
      List<ProcessStat> found, Map<Integer, List<ProcessStat>> children) {
    for (int at = 0; at < found.size(); at++) {
      for (ProcessStat child : children.getOrDefault(found.get(at).process(), List.of())) {
        if (!found.contains(child)) {
          found.add(child);
        }
      }
    }
  }
}
