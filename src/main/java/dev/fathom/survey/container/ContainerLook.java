package dev.fathom.survey.container;

import dev.fathom.host.KernelFiles;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.container.ControlGroup;
import dev.fathom.model.container.GroupFile;
import dev.fathom.model.container.GroupProcess;
import dev.fathom.model.memory.KernelMemory;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.os.cgroup.GroupDirectory;
import dev.fathom.os.cgroup.GroupNames;
import dev.fathom.os.cgroup.MemoryHierarchy;
import dev.fathom.os.descriptor.FilesInUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Looks at a control group. Nobody is held: what its processes do meanwhile is in the answer.
public final class ContainerLook {
  /// Of so many processes what each has is asked: it takes some ms each.
  private static final int MOST_PROCESSES = 10_000;

  private ContainerLook() {}

  /// Looks.
  ///
  /// @param word a process id, the directory of a group, its path, or what it is called
  /// @param below directories whose files are looked for in memory, besides those in use
  /// @throws ProcessAccessException in one line, if there is none, or it is gone
  public static ControlGroup at(String word, List<Path> below) throws ProcessAccessException {
    MemoryHierarchy hierarchy = MemoryHierarchy.find();
    return at(hierarchy, group(hierarchy, word), below);
  }

  /// {@return the ids of the processes in a group and below it, ascending}
  ///
  /// @param word as [#at]
  /// @throws ProcessAccessException in one line, if there is no such group, or it is gone
  public static List<Integer> members(String word) throws ProcessAccessException {
    return group(MemoryHierarchy.find(), word).processes();
  }

  private static GroupDirectory group(MemoryHierarchy hierarchy, String word)
      throws ProcessAccessException {
    boolean process = !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
    return GroupDirectory.of(
        hierarchy,
        process && word.length() < 10
            ? hierarchy.of(Integer.parseInt(word))
            : GroupNames.find(hierarchy, word));
  }

  private static ControlGroup at(MemoryHierarchy hierarchy, GroupDirectory group, List<Path> below)
      throws ProcessAccessException {
    List<GroupProcess> processes = new ArrayList<>();
    FilesInUse files = new FilesInUse();
    int refused = 0;
    List<Integer> members = group.processes();
    for (int member : members) {
      ProcessDirectory directory = ProcessDirectory.of(member);
      try {
        if (processes.size() >= MOST_PROCESSES) {
          refused++;
        } else if (!directory.hasNoMemory()) {
          ProcessDirectory shown = directory.throughLivingThread();
          processes.add(member(shown));
          files.add(shown);
        }
      } catch (ProcessAccessException hidden) {
        refused += directory.hasNoMemory() ? 0 : 1;
      }
    }
    for (Path directory : below) {
      try {
        files.addBelow(directory);
      } catch (IOException none) {
        throw new ProcessAccessException("there is no directory " + directory + " to look through");
      }
    }
    processes.sort(Comparator.comparingLong(GroupProcess::anonymous).reversed());
    // Those last, one right after the other: they are of one moment, as nearly as can be.
    List<GroupFile> inMemory = files.inMemory(group.inodes());
    Map<String, Long> statistics = group.statistics();
    long usage = group.usage();
    return new ControlGroup(
        group.path(),
        GroupNames.title(group.path()),
        hierarchy.version(),
        usage,
        new ControlGroup.Bounds(
            group.limit(), group.limitAbove(), group.high(), group.swapLimit(), group.peak()),
        statistics,
        group.swap(),
        group.outOfMemoryKills(),
        group.within(),
        group.dying(),
        processors(),
        processes,
        refused,
        inMemory);
  }

  /// How many processors the machine has, whichever of them may be used here.
  private static int processors() {
    try {
      return (int)
          KernelFiles.text(Path.of("/proc/stat"))
              .lines()
              .filter(line -> line.startsWith("cpu") && !line.startsWith("cpu "))
              .count();
    } catch (IOException unreadable) {
      return Runtime.getRuntime().availableProcessors();
    }
  }

  private static GroupProcess member(ProcessDirectory process) throws ProcessAccessException {
    long anonymous = process.sizeInRollup("Pss_Anon").orElse(process.sizeInStatus("RssAnon"));
    return new GroupProcess(
        process.process(),
        process.name(),
        anonymous,
        process.pageTableBytes(),
        KernelMemory.STACK_BYTES * process.threads().length);
  }
}
