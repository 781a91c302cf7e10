package dev.fathom.os.written;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.PagemapFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Processes that are tracked, and what the kernel says of them.
final class Tracked {
  /// Documentation/admin-guide/mm/pagemap.rst: the page is write-protected by userfaultfd.
  private static final long WRITE_PROTECTED = 1L << 57;

  static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
  static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private Tracked() {}

  /// What is waited for.
  interface Condition {
    boolean holds() throws IOException;
  }

  static void await(String what, Condition condition) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.holds()) {
      assertThat(System.nanoTime() - deadline).as("waiting for " + what).isNegative();
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /// By write protection, also where the kernel has soft-dirty bits; skips the test where it cannot
  /// be had.
  static WriteTracking by(long process) throws ProcessAccessException {
    assumeSupported();
    return WriteProtection.begin(Math.toIntExact(process));
  }

  static void assumeSupported() {
    try {
      KernelSupport.check();
    } catch (ProcessAccessException missing) {
      Assumptions.abort("written pages cannot be tracked here: " + missing.getMessage());
    }
  }

  /// The open files of a process: number and what it is.
  static String descriptors(long process) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc/" + process + "/fd"))) {
      return entries
          .map(entry -> {
            try {
              return entry.getFileName() + " " + Files.readSymbolicLink(entry);
            } catch (IOException closed) {
              return entry.getFileName() + " closed";
            }
          })
          .sorted()
          .collect(Collectors.joining(", "));
    }
  }

  /// All flags that mappings of a process have: `uw` is write protection by userfaultfd.
  static Set<String> flags(long process) throws IOException {
    Set<String> flags = new TreeSet<>();
    for (String line :
        Files.readAllLines(Path.of("/proc/" + process + "/smaps"), StandardCharsets.ISO_8859_1)) {
      if (line.startsWith("VmFlags:")) {
        flags.addAll(Arrays.asList(line.substring("VmFlags:".length()).strip().split(" ", -1)));
      }
    }
    return flags;
  }

  /// How many pages of a range are write-protected.
  static long protectedPages(long process, long start, long end) {
    long[] entries = new long[(int) ((end - start) / 4096)];
    try (PagemapFile pagemap = PagemapFile.open(Math.toIntExact(process))) {
      int read = pagemap.read(start, entries, 0, entries.length);
      return Arrays.stream(entries, 0, read).filter(each -> (each & WRITE_PROTECTED) != 0).count();
    } catch (ProcessAccessException failure) {
      throw new AssertionError(failure);
    }
  }
}
