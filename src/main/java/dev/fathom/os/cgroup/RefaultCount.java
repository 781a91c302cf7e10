package dev.fathom.os.cgroup;

import dev.fathom.host.KernelFiles;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.watch.MemoryWait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// A file in which the kernel counts pages that it took, and that were wanted again so soon after
/// that it still knew of them (`workingset_refault_…`, `mm/workingset.c`).
public final class RefaultCount {
  private static final String ANONYMOUS = "workingset_refault_anon ";
  private static final String FILE = "workingset_refault_file ";

  private final Path file;

  /// What its names begin with.
  private final String prefix;

  private RefaultCount(Path file, String prefix) {
    this.file = file;
    this.prefix = prefix;
  }

  /// {@return that of all processes}
  public static RefaultCount ofMachine() {
    return new RefaultCount(Path.of("/proc/vmstat"), "");
  }

  /// {@return that of the control group that is charged for a process, and of all within it; empty
  /// where there is none}
  public static Optional<RefaultCount> ofGroup(int process) {
    try {
      MemoryHierarchy hierarchy = MemoryHierarchy.find();
      return Optional.of(
          new RefaultCount(
              hierarchy.of(process).resolve("memory.stat"),
              hierarchy.version() == 1 ? "total_" : ""));
    } catch (ProcessAccessException none) {
      return Optional.empty();
    }
  }

  /// {@return how many there were so far; empty where the kernel does not count them}
  public Optional<MemoryWait.Refaults> count() {
    try {
      return count(KernelFiles.text(file), prefix);
    } catch (IOException untold) {
      return Optional.empty();
    }
  }

  static Optional<MemoryWait.Refaults> count(String text, String prefix) {
    OptionalLong anonymous = number(text, prefix + ANONYMOUS);
    OptionalLong file = number(text, prefix + FILE);
    return anonymous.isPresent() && file.isPresent()
        ? Optional.of(new MemoryWait.Refaults(anonymous.getAsLong(), file.getAsLong()))
        : Optional.empty();
  }

  private static OptionalLong number(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .filter(number -> number.matches("\\d{1,18}"))
        .mapToLong(Long::parseLong)
        .findFirst();
  }
}
