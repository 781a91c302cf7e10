package dev.fathom.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.model.MemoryLimit;
import dev.fathom.model.ProcessAccessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The limit that is met first, with control groups of either version, both or none.
final class MemoryLimitsTest {
  @TempDir private Path directory;

  @BeforeEach
  void machine() throws IOException {
    write("proc/meminfo", "MemTotal:       1000 kB\nMemFree: 1 kB\nMemAvailable:    600 kB\n");
  }

  @Test
  void noGroups() throws IOException {
    assertThat(limit()).isEqualTo(new MemoryLimit("machine", 1000 << 10, 600 << 10));
    assertThat(limit("0::/not/there", "4:memory:/neither", "odd line"))
        .returns("machine", MemoryLimit::source);
  }

  /// Swap is no room for workers: it changes nothing whether there is some, or it is full.
  @Test
  void swapFreeOrFull() throws IOException {
    for (int free : new int[] {0, 500}) {
      write(
          "proc/meminfo",
          "MemTotal: 1000 kB\nMemAvailable: 600 kB\nSwapTotal: 500 kB\nSwapFree: %d kB\n"
              .formatted(free));
      assertThat(limit()).isEqualTo(new MemoryLimit("machine", 1000 << 10, 600 << 10));
    }
  }

  @Test
  void versionTwo() throws IOException {
    group("cgroup/a/b", "memory.max", "max", "memory.current", 10, "inactive_file 5\n");
    group(
        "cgroup/a", "memory.max", "100000", "memory.current", 40000, "file 7\ninactive_file 500\n");
    assertThat(limit("0::/a/b"))
        .isEqualTo(new MemoryLimit("cgroup v2 /a", 100000, 100000 - 40000 + 500));
  }

  @Test
  void versionOne() throws IOException {
    group(
        "cgroup/memory/x",
        "memory.limit_in_bytes",
        "50000",
        "memory.usage_in_bytes",
        60000,
        "inactive_file 1\ntotal_inactive_file 2\n");
    assertThat(limit("5:cpu:/", "4:memory:/x", "0::/"))
        .isEqualTo(new MemoryLimit("cgroup v1 /x", 50000, 0));
  }

  @Test
  void aLimitAboveTheMachinesIsNone() throws IOException {
    group(
        "cgroup/memory",
        "memory.limit_in_bytes",
        "9223372036854771712",
        "memory.usage_in_bytes",
        60000,
        "");
    assertThat(limit("4:memory:/elsewhere/../..")).returns("machine", MemoryLimit::source);
  }

  @Test
  void noMachine() throws IOException {
    Files.delete(directory.resolve("proc/meminfo"));
    assertThatThrownBy(this::limit)
        .isInstanceOf(ProcessAccessException.class)
        .hasMessageContaining("is /proc mounted");
  }

  @Test
  void thisProcess() throws IOException {
    MemoryLimit limit = MemoryLimits.of((int) ProcessHandle.current().pid());
    assertThat(limit.limit()).isPositive();
    assertThat(limit.available()).isBetween(0L, limit.limit());
  }

  private MemoryLimit limit(String... groups) throws ProcessAccessException {
    return MemoryLimits.of(List.of(groups), directory.resolve("proc"), directory.resolve("cgroup"));
  }

  private void group(
      String name, String limitFile, String limit, String usageFile, long usage, String statistics)
      throws IOException {
    write(name + "/" + limitFile, limit + "\n");
    write(name + "/" + usageFile, usage + "\n");
    write(name + "/memory.stat", statistics);
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
