package dev.fathom.ask.container;

import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.Evidence;
import dev.fathom.model.container.ControlGroup;
import dev.fathom.model.container.GroupFile;
import dev.fathom.model.container.GroupProcess;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// Books what a control group is charged. Each account is the kernel's; its parts are what can be
/// told of it from outside, and what is left of it is a part of its own, which may be negative.
final class ContainerBalance {
  /// Of the files of an account so many are told one by one.
  private static final int MOST_FILES = 20;

  private static final int MOST_PROCESSES = 50;

  /// What version 2 counts of the kernel's own memory, and what it is.
  private static final List<List<String>> KERNEL =
      List.of(
          List.of("slab_reclaimable", "objects that it can do without (names, inodes)"),
          List.of("slab_unreclaimable", "objects in use"),
          List.of("pagetables", "page tables"),
          List.of("sec_pagetables", "page tables of virtual machines"),
          List.of("kernel_stack", "stacks of threads"),
          List.of("percpu", "memory of each processor"),
          List.of("vmalloc", "large areas (vmalloc)"));

  private final ControlGroup group;
  private final Map<Integer, List<Account>> own;

  private ContainerBalance(ControlGroup group, Map<Integer, List<Account>> own) {
    this.group = group;
    this.own = own;
  }

  /// {@return accounts that add up to what a group is charged}
  ///
  /// @param own accounts of processes that were looked into
  static List<Account> of(ControlGroup group, Map<Integer, List<Account>> own) {
    ContainerBalance balance = new ContainerBalance(group, own);
    List<Account> accounts = new ArrayList<>();
    accounts.add(balance.anonymous());
    accounts.add(balance.files("file", "page cache of files", false, balance.fileBytes()));
    accounts.add(balance.files("shmem", "shared memory and tmpfs", true, group.statistic("shmem")));
    accounts.add(balance.kernel());
    accounts.add(leaf("sock", "buffers of sockets", group.statistic("sock"), Evidence.EXACT));
    accounts.removeIf(account -> account.resident() == 0);
    accounts.sort(Comparator.comparingLong(Account::resident).reversed());
    long booked = accounts.stream().mapToLong(Account::resident).sum();
    accounts.add(
        leaf(
            "stock",
            balance.isKernelTold()
                ? "charged ahead by processors, or not counted yet"
                : "memory of the kernel of no kind that it tells, and charged ahead",
            group.usage() - booked,
            Evidence.EXACT));
    return List.copyOf(accounts);
  }

  /// Before Linux 5.18 version 2 has no sum of it, and some kinds are in no count, page tables
  /// among them.
  private boolean isKernelTold() {
    return group.version() == 1 || group.statistic("kernel") > 0;
  }

  /// Of files, but for shared memory.
  private long fileBytes() {
    return group.statistic("file") - group.statistic("shmem");
  }

  private Account anonymous() {
    List<Account> parts = new ArrayList<>();
    long others = 0;
    for (GroupProcess process : group.processes()) {
      if (parts.size() < MOST_PROCESSES) {
        parts.add(process(process));
      } else {
        others += process.anonymous();
      }
    }
    add(parts, "process.others", "other processes", others, Evidence.EXACT);
    return whole(
        "anon",
        "anonymous memory",
        group.statistic("anon"),
        parts,
        "pages of processes that left, less those that are charged elsewhere");
  }

  private Account process(GroupProcess process) {
    String id = "process." + process.process();
    String label = process.name() + " (" + process.process() + ")";
    List<Account> accounts = own.get(process.process());
    if (accounts == null || accounts.isEmpty()) {
      return leaf(id, label, process.anonymous(), Evidence.EXACT);
    }
    List<Account> parts = new ArrayList<>(accounts);
    long sum = parts.stream().mapToLong(Account::resident).sum();
    add(
        parts,
        id + ".shared",
        process.anonymous() < sum
            ? "less what it shares with other processes"
            : "more since it was looked into",
        process.anonymous() - sum,
        Evidence.EXACT);
    return new Account(id, label, process.anonymous(), Evidence.VALIDATED, List.copyOf(parts));
  }

  private Account files(String id, String label, boolean shared, long total) {
    List<Account> parts = new ArrayList<>();
    long rest = 0;
    for (GroupFile file : group.files()) {
      if (file.sharedMemory() == shared && file.bytes() > 0) {
        if (parts.size() < MOST_FILES) {
          parts.add(
              leaf(
                  id + ".of",
                  file.name(),
                  file.bytes(),
                  file.charged().isPresent() ? Evidence.EXACT : Evidence.HEURISTIC));
        } else {
          rest += file.bytes();
        }
      }
    }
    add(parts, id + ".others", "smaller files", rest, Evidence.EXACT);
    boolean known = group.files().stream().allMatch(file -> file.charged().isPresent());
    return whole(
        id,
        label,
        total,
        parts,
        known
            ? "files that no process here has open or mapped"
            : "other files, less what other groups are charged of these");
  }

  private Account kernel() {
    List<Account> parts = new ArrayList<>();
    for (List<String> kind : KERNEL) {
      add(
          parts,
          "kernel." + kind.get(0),
          kind.get(1),
          group.statistic(kind.get(0)),
          Evidence.EXACT);
    }
    long total = group.statistic("kernel");
    if (total == 0) { // not told
      total = parts.stream().mapToLong(Account::resident).sum();
    } else if (parts.isEmpty()) { // version 1 has the sum alone
      add(
          parts,
          "kernel.pagetables",
          "page tables of its processes",
          sum(GroupProcess::pageTables),
          Evidence.VALIDATED);
      add(
          parts,
          "kernel.kernel_stack",
          "stacks of their threads",
          sum(GroupProcess::threadStacks),
          Evidence.VALIDATED);
    }
    return whole("kernel", "memory of the kernel", total, parts, "other memory of the kernel");
  }

  private long sum(ToLongFunction<GroupProcess> bytes) {
    return group.processes().stream().mapToLong(bytes).sum();
  }

  /// An account with its parts, and what is left of it.
  private static Account whole(
      String id, String label, long total, List<Account> parts, String rest) {
    List<Account> all = new ArrayList<>(parts);
    all.sort(Comparator.comparingLong(Account::resident).reversed());
    long sum = all.stream().mapToLong(Account::resident).sum();
    add(all, id + ".rest", rest, total - sum, Evidence.EXACT);
    return new Account(id, label, total, Evidence.EXACT, List.copyOf(all));
  }

  private static void add(
      List<Account> accounts, String id, String label, long bytes, Evidence evidence) {
    if (bytes != 0) {
      accounts.add(leaf(id, label, bytes, evidence));
    }
  }

  private static Account leaf(String id, String label, long bytes, Evidence evidence) {
    return new Account(id, label, bytes, evidence, List.of());
  }
}
