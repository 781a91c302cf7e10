package dev.fathom.survey.watch;

import dev.fathom.host.MemoryLimits;
import dev.fathom.model.MemoryLimit;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.MemoryUse;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.os.cgroup.GroupDirectory;
import dev.fathom.os.cgroup.GroupNames;
import dev.fathom.os.cgroup.MemoryHierarchy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A process, or those of a control group, on their way to the limit of their memory.
public final class LimitedProcesses {
  /// The group that is charged, and where all groups are; null where none can be seen.
  private record Charged(MemoryHierarchy hierarchy, Path directory) {
    GroupDirectory group() {
      return GroupDirectory.of(hierarchy, directory);
    }
  }

  private final @Nullable Charged charged;
  private final boolean whole;
  private final String text;
  private final OptionalLong killsBefore;
  private int process;

  /// Tells a process from another that got its number.
  private Optional<ProcessHandle> handle;

  private LimitedProcesses(@Nullable Charged charged, boolean whole, int process, String text) {
    this.charged = charged;
    this.whole = whole;
    this.process = process;
    this.handle = ProcessHandle.of(process);
    this.text = text;
    this.killsBefore = kills();
  }

  /// {@return the process}
  ///
  /// @throws ProcessAccessException in one line: there is none, or it has no memory of its own
  public static LimitedProcesses of(int process) throws ProcessAccessException {
    Sampler.of(process); // which says why not
    @Nullable Charged charged;
    try {
      MemoryHierarchy hierarchy = MemoryHierarchy.find();
      charged = new Charged(hierarchy, hierarchy.of(process));
    } catch (ProcessAccessException none) {
      charged = null; // the machine's memory is the limit
    }
    return new LimitedProcesses(charged, false, process, "process " + process);
  }

  /// {@return the processes of a control group}
  ///
  /// @param word its directory, its path, or what it is called
  /// @throws ProcessAccessException in one line: there is no such group, or no process in it
  public static LimitedProcesses of(String word) throws ProcessAccessException {
    MemoryHierarchy hierarchy = MemoryHierarchy.find();
    Charged charged = new Charged(hierarchy, GroupNames.find(hierarchy, word));
    String path = charged.group().path();
    int largest =
        largest(charged)
            .orElseThrow(() ->
                new ProcessAccessException(
                    "no process with memory of its own is in control group " + path));
    return new LimitedProcesses(charged, true, largest, "control group " + path);
  }

  /// {@return what is watched, in words}
  public String text() {
    return text;
  }

  /// {@return the process, or the one of the group that has the most in memory; empty once there is
  /// none}
  public OptionalInt process() {
    if (whole && charged != null) {
      OptionalInt largest = largest(charged);
      if (largest.isEmpty()) {
        return largest;
      }
      if (largest.getAsInt() != process) {
        process = largest.getAsInt();
        handle = ProcessHandle.of(process);
      }
    }
    return isThere() ? OptionalInt.of(process) : OptionalInt.empty();
  }

  /// {@return whether the process that was named last is still there}
  public boolean isThere() {
    return handle.map(ProcessHandle::isAlive).orElse(false)
        && use(process).map(MemoryUse::rss).orElse(0L) > 0;
  }

  /// {@return the limit that is met first: of the group, of one above it, or of the machine}
  ///
  /// @throws ProcessAccessException if the process has ended
  public MemoryLimit limit() throws ProcessAccessException {
    return MemoryLimits.of(process);
  }

  /// {@return whether a process of the group was killed for want of memory since this was made; the
  /// kernel counts those. A group that is gone tells nothing}
  public boolean isKilled() {
    OptionalLong now = kills();
    return now.isPresent() && killsBefore.isPresent() && now.getAsLong() > killsBefore.getAsLong();
  }

  /// {@return whether what Fathom takes is charged to the same group, and makes its limit nearer}
  public boolean isFathomCharged() {
    try {
      return charged != null
          && charged
              .hierarchy()
              .of((int) ProcessHandle.current().pid())
              .startsWith(charged.directory())
          && charged.group().limit().isPresent();
    } catch (ProcessAccessException unknown) {
      return false;
    }
  }

  private OptionalLong kills() {
    return charged == null ? OptionalLong.empty() : charged.group().outOfMemoryKills();
  }

  private static OptionalInt largest(Charged charged) {
    long most = 0;
    OptionalInt largest = OptionalInt.empty();
    try {
      for (int member : charged.group().processes()) {
        long rss = use(member).map(MemoryUse::rss).orElse(0L);
        if (rss > most) {
          most = rss;
          largest = OptionalInt.of(member);
        }
      }
    } catch (ProcessAccessException gone) {
      return OptionalInt.empty();
    }
    return largest;
  }

  private static Optional<MemoryUse> use(int process) {
    try {
      return ProcessDirectory.of(process).memoryUse();
    } catch (ProcessAccessException ended) {
      return Optional.empty();
    }
  }
}
