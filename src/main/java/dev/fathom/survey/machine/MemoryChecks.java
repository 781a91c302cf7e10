package dev.fathom.survey.machine;

import dev.fathom.host.KernelFiles;
import dev.fathom.host.MemoryLimits;
import dev.fathom.host.PrivateDirectory;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.MemoryLimit;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.machine.Ability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What there is of memory and of places for files.
final class MemoryChecks {
  private static final Path INFORMATION = Path.of("/proc/meminfo");
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final long KIB = 1024;

  /// Of what can be had a quarter is taken for a copy of a process, and 512 MiB at most.
  private static final long ENOUGH_BYTES = 4 * (512L << 20);

  private MemoryChecks() {}

  static Ability room() throws ProcessAccessException {
    String what = "copy a process, to let it run on early";
    MemoryLimit limit = MemoryLimits.of(Math.toIntExact(ProcessHandle.current().pid()));
    String found = amount(limit.available()) + " can be had (" + limit.source() + ")";
    return limit.available() >= ENOUGH_BYTES
        ? Ability.had("memory", what, found)
        : Ability.partly(
            "memory",
            what,
            found,
            "2 GiB give the largest copy; with less a process is held while it is read");
  }

  /// By the files that each version has: Documentation/admin-guide/cgroup-v2.rst.
  static Ability groups() {
    String what = "see the limits of control groups";
    if (Files.exists(GROUPS.resolve("cgroup.controllers"))) {
      return Ability.had("cgroup", what, "cgroup v2");
    }
    return Files.isDirectory(GROUPS.resolve("memory"))
        ? Ability.had("cgroup", what, "cgroup v1")
        : Ability.partly(
            "cgroup", what, "none are mounted at " + GROUPS, "mount -t cgroup2 none " + GROUPS);
  }

  static Ability swap() {
    String what = "find all memory in place";
    long total = 0;
    long free = 0;
    try {
      String text = KernelFiles.text(INFORMATION);
      total = field(text, "SwapTotal");
      free = field(text, "SwapFree");
    } catch (IOException unreadable) {
      return Ability.partly("swap", what, INFORMATION + " cannot be read", "mount /proc here");
    }
    return total == free
        ? Ability.had("swap", what, total == 0 ? "no swap" : "nothing is swapped out")
        : Ability.partly(
            "swap",
            what,
            amount(total - free) + " are swapped out, and what is there Fathom does not read",
            "free memory, then sudo swapoff -a && sudo swapon -a");
  }

  private static long field(String text, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + ": +(\\d{1,15}) kB$").matcher(text);
    return line.find() ? Long.parseLong(line.group(1)) * KIB : 0;
  }

  static Ability place() {
    String what = "keep looks for --last";
    Map<String, String> environment = System.getenv();
    Optional<Path> place = PrivateDirectory.of(environment);
    return place
        .map(path -> Ability.had("last", what, path.toString()))
        .orElseGet(() ->
            Ability.partly(
                "last",
                what,
                "there is no folder of yours for them",
                "set XDG_RUNTIME_DIR to a folder that is yours and closed to others (mode 0700)"));
  }

  private static String amount(long bytes) {
    return ByteUnit.inText(bytes);
  }
}
