package dev.fathom.os.cgroup;

import dev.fathom.host.KernelFiles;
import dev.fathom.model.watch.MemoryWait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// A file in which the kernel tells how long was waited for memory
/// (`Documentation/accounting/psi.rst`). It adds up every two seconds.
public final class MemoryPressure {
  private static final String TOTAL = "total=";

  private final Path file;

  private MemoryPressure(Path file) {
    this.file = file;
  }

  /// {@return that of all processes}
  public static MemoryPressure ofMachine() {
    return new MemoryPressure(Path.of("/proc/pressure/memory"));
  }

  /// {@return that of the control group of a process; empty where it is in none of version 2: the
  /// groups of version 1 have no such file}
  public static Optional<MemoryPressure> ofGroup(int process) {
    return MemoryHierarchy.unified(process)
        .map(group -> new MemoryPressure(group.resolve("memory.pressure")));
  }

  /// {@return how long it was so far; empty where the kernel does not count it (`psi=0`)}
  public Optional<MemoryWait.Stall> stall() {
    try {
      return stall(KernelFiles.text(file));
    } catch (IOException untold) {
      return Optional.empty();
    }
  }

  static Optional<MemoryWait.Stall> stall(String text) {
    OptionalLong some = total(text, "some ");
    OptionalLong full = total(text, "full ");
    return some.isPresent() && full.isPresent()
        ? Optional.of(new MemoryWait.Stall(some.getAsLong(), full.getAsLong()))
        : Optional.empty();
  }

  private static OptionalLong total(String text, String kind) {
    return text.lines()
        .filter(line -> line.startsWith(kind) && line.contains(TOTAL))
        .map(line -> line.substring(line.indexOf(TOTAL) + TOTAL.length()).strip())
        .filter(number -> number.matches("\\d{1,18}"))
        .mapToLong(Long::parseLong)
        .findFirst();
  }
}
