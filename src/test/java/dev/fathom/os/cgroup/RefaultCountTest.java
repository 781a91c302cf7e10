package dev.fathom.os.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.watch.MemoryWait;
import org.junit.jupiter.api.Test;

final class RefaultCountTest {
  private static final String OF_ONE =
      """
      workingset_refault_anon 0
      workingset_refault_file 4384
      total_workingset_refault_anon 25
      total_workingset_refault_file 10392987
      """;

  /// Lines of a `memory.stat` of version 1, in which those of `/proc/vmstat` and of version 2 are,
  /// too.
  @Test
  void whatTheKernelTells() {
    assertThat(RefaultCount.count(OF_ONE, "total_"))
        .contains(new MemoryWait.Refaults(25, 10_392_987));
    assertThat(RefaultCount.count(OF_ONE, "")).contains(new MemoryWait.Refaults(0, 4384));
  }

  /// Before Linux 5.9 there was one number for both.
  @Test
  void whatItDoesNot() {
    assertThat(RefaultCount.count("workingset_refault 7\nworkingset_activate 1\n", "")).isEmpty();
    assertThat(RefaultCount.count("workingset_refault_anon x\nworkingset_refault_file 1\n", ""))
        .isEmpty();
    assertThat(RefaultCount.count("", "")).isEmpty();
  }
}
