package dev.fathom.os.cgroup;

import dev.fathom.host.KernelFiles;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.watch.MemoryWait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Counts pages that the kernel took, and that were wanted again so soon after that it still knew
/// of them (`workingset_refault_…`, `mm/workingset.c`).
public final class RefaultCount {
  private static final Path MACHINE = Path.of("/proc/vmstat");
  private static final String ANONYMOUS = "workingset_refault_anon";
  private static final String FILE = "workingset_refault_file";

  private RefaultCount() {}

  /// {@return those of all processes; empty where the kernel does not tell}
  public static Optional<MemoryWait.Refaults> ofMachine() {
    Map<String, Long> counted = new HashMap<>();
    try {
      for (String line : KernelFiles.text(MACHINE).lines().toList()) {
        String[] words = line.split(" ", -1);
        if (words.length == 2 && words[1].matches("\\d{1,18}")) {
          counted.put(words[0], Long.parseLong(words[1]));
        }
      }
    } catch (IOException untold) {
      return Optional.empty();
    }
    return in(counted);
  }

  /// {@return those of the control group that is charged for a process, and of all within it; empty
  /// where there is none, or it does not tell}
  public static Optional<MemoryWait.Refaults> ofGroup(int process) {
    try {
      MemoryHierarchy hierarchy = MemoryHierarchy.find();
      return in(GroupDirectory.of(hierarchy, hierarchy.of(process)).statistics());
    } catch (ProcessAccessException none) {
      return Optional.empty();
    }
  }

  static Optional<MemoryWait.Refaults> in(Map<String, Long> counted) {
    Long anonymous = counted.get(ANONYMOUS);
    Long file = counted.get(FILE);
    return anonymous == null || file == null
        ? Optional.empty()
        : Optional.of(new MemoryWait.Refaults(anonymous, file));
  }
}
