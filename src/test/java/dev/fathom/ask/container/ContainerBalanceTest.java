package dev.fathom.ask.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.Evidence;
import dev.fathom.model.container.ControlGroup;
import dev.fathom.model.container.GroupFile;
import dev.fathom.model.container.GroupProcess;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The balance of a made-up control group of version 2: whatever the parts are, they add up.
final class ContainerBalanceTest {
  private static final OptionalLong NONE = OptionalLong.empty();

  /// As a kernel of today has it: `file` with shared memory in it, `kernel` with all its kinds.
  private static final Map<String, Long> STATISTICS =
      Map.of(
          "anon", 50_000L,
          "file", 40_000L,
          "shmem", 15_000L,
          "sock", 700L,
          "kernel", 9_000L,
          "slab_reclaimable", 4_000L,
          "slab_unreclaimable", 2_000L,
          "pagetables", 1_000L,
          "kernel_stack", 500L,
          "inactive_file", 20_000L);

  @Test
  void eachAccountIsTheKernelsAndEachSumIsThatOfItsParts() {
    List<Account> balance = ContainerBalance.of(group(STATISTICS, 101_000), Map.of());
    assertThat(balance)
        .extracting(Account::id, Account::resident)
        .containsExactly(
            tuple("anon", 50_000L),
            tuple("file", 25_000L),
            tuple("shmem", 15_000L),
            tuple("kernel", 9_000L),
            tuple("sock", 700L),
            tuple("stock", 1_300L));
    assertAddsUp(balance, 101_000);
    assertThat(part(balance, "kernel", "kernel.rest")).isEqualTo(1_500);
    assertThat(part(balance, "anon", "process.7")).isEqualTo(30_000);
    assertThat(part(balance, "anon", "anon.rest")).isEqualTo(20_000 - 59);
    // 30 files of 100 to 129 bytes: 20 are told, the largest first.
    assertThat(part(balance, "file", "file.others")).isEqualTo(sum(100, 110));
    assertThat(part(balance, "file", "file.rest")).isEqualTo(25_000 - sum(100, 130));
    assertThat(part(balance, "shmem", "shmem.rest")).isEqualTo(15_000 - 16_000);
  }

  @Test
  void whatAProcessSharesIsLeftOutOfItsOwnAccounts() {
    List<Account> own =
        List.of(
            new Account("objects", "objects", 25_000, Evidence.EXACT, List.of()),
            new Account("free", "free", 8_000, Evidence.EXACT, List.of()));
    List<Account> balance =
        ContainerBalance.of(group(STATISTICS, 100_000), Map.of(7, own, 8, List.of()));
    assertAddsUp(balance, 100_000);
    Account process =
        balance.getFirst().children().stream()
            .filter(each -> each.id().equals("process.7"))
            .findFirst()
            .orElseThrow();
    assertThat(process.children())
        .extracting(Account::id)
        .containsExactly("objects", "free", "process.7.shared");
    assertThat(process.children().getLast().resident()).isEqualTo(-3_000);
  }

  /// Before Linux 5.18 `memory.stat` has no `kernel`.
  @Test
  void anOlderKernelHasNoSumOfItsOwn() {
    Map<String, Long> statistics = Map.of("anon", 100L, "slab_reclaimable", 40L, "percpu", 2L);
    List<Account> balance = ContainerBalance.of(group(statistics, 200), Map.of());
    assertAddsUp(balance, 200);
    assertThat(balance)
        .filteredOn(each -> each.id().equals("kernel"))
        .extracting(Account::resident)
        .containsExactly(42L);
    assertThat(balance.getLast().label()).contains("no kind that it tells");
  }

  @Test
  void whatIsTakenUnderPressureAndTheWorkingSet() {
    ControlGroup group = group(STATISTICS, 101_000);
    assertThat(group.workingSet()).isEqualTo(81_000);
    assertThat(group.reclaimable()).isEqualTo(24_000);
    assertThat(group.ahead()).isEqualTo(2 * 64 * 4096);
  }

  private static ControlGroup group(Map<String, Long> statistics, long usage) {
    List<GroupFile> files =
        Stream.concat(
                Stream.of(new GroupFile("/memfd:x", true, 20_000, OptionalLong.of(16_000), 1)),
                IntStream.range(100, 130)
                    .map(bytes -> 229 - bytes)
                    .mapToObj(bytes ->
                        new GroupFile("/f" + bytes, false, 999, OptionalLong.of(bytes), 2)))
            .toList();
    return new ControlGroup(
        "/x",
        "",
        2,
        usage,
        new ControlGroup.Bounds(NONE, NONE, NONE, NONE, NONE),
        statistics,
        NONE,
        NONE,
        0,
        0,
        2,
        List.of(
            new GroupProcess(7, "one", 30_000, 100, 16_384),
            new GroupProcess(8, "two", 59, 100, 16_384)),
        0,
        files);
  }

  private static long sum(int from, int until) {
    return IntStream.range(from, until).sum();
  }

  private static long part(List<Account> balance, String account, String part) {
    return balance.stream()
        .filter(each -> each.id().equals(account))
        .flatMap(each -> each.children().stream())
        .filter(each -> each.id().equals(part))
        .mapToLong(Account::resident)
        .sum();
  }

  private static void assertAddsUp(List<Account> accounts, long total) {
    assertThat(accounts.stream().mapToLong(Account::resident).sum()).isEqualTo(total);
    for (Account account : accounts) {
      if (!account.children().isEmpty()) {
        assertAddsUp(account.children(), account.resident());
      }
    }
  }
}
