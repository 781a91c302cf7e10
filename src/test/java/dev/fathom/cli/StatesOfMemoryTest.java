package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Json;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.KernelSetting;
import dev.fathom.testing.NativeTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// Whatever state a process's memory is in, the accounts add up to what the kernel says, and none
/// is negative. States that this machine cannot make are reported by name.
final class StatesOfMemoryTest {
  private static final String POOL = "/proc/sys/vm/nr_hugepages";
  private static final String MERGING = "/sys/kernel/mm/ksm/run";

  @TempDir private Path directory;

  @Test
  void everyStateForRoot(TestReporter reporter) throws Exception {
    try (KernelSetting pool = KernelSetting.set(POOL, "4");
        KernelSetting merging = KernelSetting.set(MERGING, "1");
        NativeTarget target = NativeTarget.states(List.of(), directory.resolve("file"))) {
      reporter.publishEntry("huge pages could be had", Boolean.toString(pool.isSet()));
      awaitMerged(target, merging.isSet());
      reporter.publishEntry("not to be had here", target.impossible().toString());
      check(target, FathomRun.of("report", target.pid(), "--json"));
    }
  }

  @Test
  void everyStateForAnOrdinaryUser(TestReporter reporter) throws Exception {
    SeparateFathom fathom = SeparateFathom.ofOrdinaryUser();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (NativeTarget target =
        NativeTarget.states(SeparateFathom.asOrdinaryUser(), directory.resolve("file"))) {
      reporter.publishEntry("not to be had here", target.impossible().toString());
      check(target, fathom.run("report", target.pid(), "--json"));
    }
  }

  /// Merging goes on in the background: until it has come round, what is merged changes.
  private static void awaitMerged(NativeTarget target, boolean merging) throws Exception {
    boolean there =
        target.regions().stream().anyMatch(region -> region.name().equals("merged"))
            && merging
            && Files.readString(Path.of(MERGING)).strip().equals("1");
    long rounds = 200;
    while (there && rounds-- > 0 && Kernel.of(target.pid()).sums().getOrDefault("KSM", 0L) == 0) {
      Thread.sleep(50);
    }
  }

  private static void check(NativeTarget target, FathomRun run) {
    run.assertAnswered();
    Kernel truth = Kernel.of(target.pid());
    Map<String, @Nullable Object> balance = Json.object(run.json().get("balance"));
    List<Map<String, @Nullable Object>> leaves = new ArrayList<>();
    leaves(Json.array(balance.get("accounts")), leaves);
    assertThat(leaves).allSatisfy(leaf -> assertThat(bytes(leaf, "resident")).isNotNegative());
    assertThat(leaves.stream().mapToLong(leaf -> bytes(leaf, "resident")).sum())
        .isEqualTo(truth.rss())
        .isEqualTo(bytes(balance, "rss"));
    Map<String, @Nullable Object> kernel = Json.object(run.json().get("kernel"));
    assertThat(bytes(kernel, "rss")).isEqualTo(truth.rss());
    assertThat(bytes(kernel, "rssBefore")).isEqualTo(truth.rss());
    assertThat(bytes(kernel, "rssAfter")).isEqualTo(truth.rss());
    assertThat(bytes(kernel, "hugetlb"))
        .isEqualTo(sum(truth, "Shared_Hugetlb") + sum(truth, "Private_Hugetlb"));
    assertThat(bytes(kernel, "lazyFree")).isEqualTo(sum(truth, "LazyFree"));
    assertThat(bytes(kernel, "swap")).isEqualTo(sum(truth, "Swap"));
    if (kernel.get("swapped") instanceof List<?> parts) {
      assertThat(parts.stream().mapToLong(part -> bytes(Json.object(part), "bytes")).sum())
          .isEqualTo(sum(truth, "Swap"));
    } else {
      assertThat(sum(truth, "Swap")).isZero();
    }
    assertThat(bytes(kernel, "pageTables")).isEqualTo(truth.status().get("VmPTE"));
    long lazy =
        leaves.stream()
            .filter(leaf -> Objects.equals(leaf.get("id"), "lazyfree"))
            .mapToLong(leaf -> bytes(leaf, "resident"))
            .sum();
    assertThat(lazy).isEqualTo(sum(truth, "LazyFree"));
    assertThat(Json.array(run.json().get("warnings"))).isEmpty();
  }

  private static long sum(Kernel kernel, String field) {
    return kernel.sums().getOrDefault(field, 0L);
  }

  private static void leaves(
      List<@Nullable Object> accounts, List<Map<String, @Nullable Object>> leaves) {
    for (Object each : accounts) {
      Map<String, @Nullable Object> account = Json.object(each);
      if (account.containsKey("children")) {
        leaves(Json.array(account.get("children")), leaves);
      } else {
        leaves.add(account);
      }
    }
  }

  private static long bytes(Map<String, ? extends @Nullable Object> object, String member) {
    return (Long) Objects.requireNonNull(object.get(member));
  }
}
