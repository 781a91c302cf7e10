package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;

/// A report as `--json` printed it. Whoever makes one has the contract checked: every field there,
/// of its type, none besides, and sums that add up.
///
/// @param json the whole of it
/// @param leaves resident bytes of the accounts without children, by their ids
public record PrintedReport(Map<String, @Nullable Object> json, Map<String, Long> leaves) {
  private static final List<String> BESIDE_RSS =
      List.of("threadStacks", "namelessFiles", "sockets", "locked", "pinned");

  private static final Set<String> KEYS =
      Set.of(
          "schema",
          "target",
          "cost",
          "kernel",
          "title",
          "findings",
          "balance",
          "judged",
          "addressSpace",
          "types",
          "withheld",
          "owners",
          "ownersRest",
          "warnings");
  private static final Set<String> EVIDENCE = Set.of("exact", "validated", "heuristic");

  /// Runs `fathom report --json` in this virtual machine; the answer must be complete.
  public static PrintedReport of(long process, Object... options) {
    List<Object> arguments = new ArrayList<>(List.of("report", process, "--json"));
    arguments.addAll(List.of(options));
    FathomRun run = FathomRun.of(arguments.toArray());
    boolean unnamed = run.out().contains("\"id\":\"unnamed\"");
    assertThat(run.code()).as(run.err()).isEqualTo(unnamed ? ExitCode.PARTIAL : ExitCode.FINE);
    return checked(run.json());
  }

  public static PrintedReport checked(Map<String, @Nullable Object> json) {
    assertThat(json.keySet()).isSubsetOf(KEYS);
    assertThat(json).containsEntry("schema", 2L);
    Map<String, Long> leaves = new TreeMap<>();
    PrintedReport report = new PrintedReport(json, leaves);
    report.checkTarget();
    report.checkCost();
    report.checkKernel();
    report.checkBalance();
    report.checkTypes();
    report.checkOwners();
    report.checkWarnings();
    return report;
  }

  /// No byte of the objects is in two rows, and none is in no row; beside the objects of the types
  /// owners have mappings and large variables, as far as they are in memory.
  private void checkOwners() {
    if (json.containsKey("withheld")) {
      return;
    }
    long owned = sum("owners", "retained") + sum("ownersRest", "retained");
    long typed = sum("types", "allocated");
    assertThat(owned).isBetween(typed, typed + whole(object("balance").get("rss")));
  }

  private long sum(String rows, String figure) {
    return Json.array(json.get(rows)).stream()
        .mapToLong(row -> whole(Json.object(row).get(figure)))
        .sum();
  }

  private void checkTarget() {
    Map<String, @Nullable Object> target = object("target");
    Set<String> always = Set.of("kind", "pid", "executable", "program");
    Set<String> withRuntime = Set.of("runtime", "runtimeVersion", "stripped");
    assertThat(target).containsEntry("kind", "live").containsKeys(always.toArray(String[]::new));
    assertThat(target.get("pid")).isInstanceOf(Long.class);
    assertThat(target.get("executable"))
        .asInstanceOf(InstanceOfAssertFactories.STRING)
        .startsWith("/");
    Set<String> known = new HashSet<>(always);
    known.add("malloc");
    known.add("unread");
    if (target.containsKey("runtime")) {
      known.addAll(withRuntime);
      assertThat(target).containsKeys(withRuntime.toArray(String[]::new));
      assertThat(target.get("runtime")).isIn("cpython", "perl", "micropython", "pypy");
      assertThat(target.get("runtimeVersion")).isInstanceOf(String.class);
      assertThat(target.get("stripped")).isInstanceOf(Boolean.class);
    }
    assertThat(target.keySet()).isSubsetOf(known);
    if (target.containsKey("malloc")) {
      assertThat(target.get("malloc"))
          .asInstanceOf(InstanceOfAssertFactories.STRING)
          .matches("[a-z]+( [0-9.]+)?(, [a-z]+( [0-9.]+)?)*");
    }
  }

  private void checkCost() {
    Map<String, @Nullable Object> cost = object("cost");
    assertThat(cost)
        .containsOnlyKeys(
            "freeze",
            "pausedMillis",
            "draftMillis",
            "walkedAgainBytes",
            "bytesRead",
            "wallMillis",
            "violations",
            "stoppedEarly");
    assertThat(cost.get("freeze")).isIn("ptrace", "signal", "none");
    double paused = millis(cost.get("pausedMillis"));
    assertThat(paused).isNotNegative();
    assertThat(millis(cost.get("wallMillis"))).isPositive().isGreaterThanOrEqualTo(paused);
    assertThat(whole(cost.get("bytesRead"))).isPositive();
    assertThat(whole(cost.get("violations"))).isNotNegative();
  }

  private void checkKernel() {
    Map<String, @Nullable Object> kernel = object("kernel");
    List<String> keys =
        new ArrayList<>(List.of("virtual", "rss", "pss", "uss", "swap", "lazyFree", "hugetlb"));
    if (kernel.containsKey("pageTables")) {
      // What is asked of the kernel right before and after a live process is held.
      keys.addAll(List.of("pageTables", "rssBefore", "rssAfter"));
      assertThat(whole(kernel.get("pageTables"))).isPositive();
    }
    for (String each : BESIDE_RSS) {
      if (kernel.containsKey(each)) {
        keys.add(each);
        assertThat(whole(kernel.get(each))).as(each).isNotNegative();
      }
    }
    if (whole(kernel.get("swap")) > 0) {
      keys.add("swapped");
    }
    assertThat(kernel).containsOnlyKeys(keys.toArray(String[]::new));
    assertThat(whole(kernel.get("virtual"))).isGreaterThan(whole(kernel.get("rss")));
    assertThat(whole(kernel.get("rss"))).isPositive();
    if (!warnings().contains("recount")) {
      assertThat(pss()).isLessThanOrEqualTo(whole(kernel.get("rss")));
    }
    assertThat(pss()).isGreaterThanOrEqualTo(whole(kernel.get("uss")));
    assertThat(whole(kernel.get("uss"))).isNotNegative();
    assertThat(whole(kernel.get("swap"))).isNotNegative();
  }

  private void checkBalance() {
    Map<String, @Nullable Object> balance = object("balance");
    assertThat(balance).containsOnlyKeys("rss", "unexplained", "accounts");
    if (warnings().contains("recount")) {
      // A process that is not held, as Fathom itself, changes between the two counts.
      assertThat(rss()).isGreaterThanOrEqualTo(whole(object("kernel").get("rss")));
    } else {
      assertThat(rss()).isEqualTo(whole(object("kernel").get("rss")));
    }
    List<@Nullable Object> accounts = Json.array(balance.get("accounts"));
    long sum = 0;
    for (Object account : accounts) {
      sum += addLeaves(Json.object(account), "");
    }
    assertThat(sum).isEqualTo(rss());
    assertThat(leaves.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(rss());
    long unexplained =
        leaves.entrySet().stream()
            .filter(leaf -> leaf.getKey().split("\\.", 2)[0].equals("unexplained"))
            .mapToLong(Map.Entry::getValue)
            .sum();
    assertThat(unexplained()).isEqualTo(unexplained);
  }

  /// Checks one account and what is below it; returns its bytes.
  private long addLeaves(Map<String, @Nullable Object> account, String parent) {
    assertThat(account.keySet())
        .contains("id", "label", "resident", "evidence")
        .isSubsetOf("id", "label", "resident", "evidence", "children");
    assertThat(account.get("id")).isInstanceOf(String.class);
    String id = String.valueOf(account.get("id"));
    assertThat(id).matches("[a-z0-9.]+").startsWith(parent);
    assertThat(account.get("label"))
        .asInstanceOf(InstanceOfAssertFactories.STRING)
        .as("label of " + id)
        .isNotBlank();
    assertThat(account.get("evidence")).as("evidence of " + id).isIn(EVIDENCE.toArray());
    long resident = whole(account.get("resident"));
    if (!account.containsKey("children")) {
      assertThat(leaves).doesNotContainKey(id);
      leaves.put(id, resident);
      return resident;
    }
    List<@Nullable Object> children = Json.array(account.get("children"));
    assertThat(children).as("children of " + id).isNotEmpty();
    long sum = 0;
    for (Object child : children) {
      sum += addLeaves(Json.object(child), id + ".");
    }
    assertThat(resident).as(id).isEqualTo(sum);
    return resident;
  }

  private void checkTypes() {
    long resident = 0;
    boolean perl = "perl".equals(object("target").get("runtime"));
    for (PrintedType type : types()) {
      assertThat(type.count()).as("%s", type).isPositive();
      assertThat(type.shallow()).as("%s", type).isPositive();
      if (!perl) { // there a value says itself how large its table is
        assertThat(type.allocated()).as("%s", type).isGreaterThanOrEqualTo(type.shallow());
      }
      assertThat(type.resident()).as("%s", type).isBetween(0L, type.allocated());
      resident += type.resident();
    }
    // An object's tables and buffers are its own, wherever they are.
    assertThat(resident)
        .as("the types against the accounts")
        .isEqualTo(
            switch (String.valueOf(object("target").get("runtime"))) {
              case "perl" ->
                  sum("perl.objects")
                      + sum("perl.buffers.arenas")
                      + sum("perl.buffers.malloc")
                      + sum("perl.buffers.scanned");
              case "micropython" ->
                  sum("micropython.objects")
                      + sum("micropython.buffers.gc")
                      + sum("micropython.buffers.malloc")
                      + sum("micropython.buffers.scanned");
              case "pypy" ->
                  sum("pypy.objects")
                      + sum("pypy.buffers.arenas")
                      + sum("pypy.buffers.malloc")
                      + sum("pypy.buffers.scanned");
              case "cpython" ->
                  sum("python.objects")
                      + sum("python.buffers.pymalloc")
                      + sum("python.buffers.malloc")
                      + sum("python.buffers.scanned");
              default -> sum("malloc.live");
            });
  }

  private void checkWarnings() {
    for (Object each : Json.array(json.get("warnings"))) {
      Map<String, @Nullable Object> warning = Json.object(each);
      assertThat(warning).containsOnlyKeys("code", "message");
      assertThat(warning.get("code"))
          .asInstanceOf(InstanceOfAssertFactories.STRING)
          .matches("[a-z-]+");
      assertThat(warning.get("message"))
          .asInstanceOf(InstanceOfAssertFactories.STRING)
          .isNotBlank();
    }
  }

  /// One of `types`.
  public record PrintedType(
      String type, String module, long count, long shallow, long allocated, long resident) {
    private static PrintedType of(Map<String, @Nullable Object> json) {
      assertThat(json)
          .containsOnlyKeys("type", "module", "count", "shallow", "allocated", "resident");
      assertThat(json.get("type")).isInstanceOf(String.class);
      assertThat(json.get("module")).isInstanceOf(String.class);
      return new PrintedType(
          String.valueOf(json.get("type")),
          String.valueOf(json.get("module")),
          whole(json.get("count")),
          whole(json.get("shallow")),
          whole(json.get("allocated")),
          whole(json.get("resident")));
    }

    /// `dict`, `__main__.Node`.
    public String name() {
      return module.equals("builtins") || module.isEmpty() ? type : module + "." + type;
    }
  }

  /// The types in the order in which they were printed.
  public List<PrintedType> types() {
    return Json.array(json.get("types")).stream()
        .map(type -> PrintedType.of(Json.object(type)))
        .toList();
  }

  /// How many objects of the type of this name there are.
  public long count(String name) {
    return types().stream()
        .filter(type -> type.name().equals(name))
        .mapToLong(PrintedType::count)
        .sum();
  }

  /// The codes of the warnings.
  public List<String> warnings() {
    return Json.array(json.get("warnings")).stream()
        .map(warning -> String.valueOf(Json.object(warning).get("code")))
        .toList();
  }

  public Map<String, @Nullable Object> object(String member) {
    return Json.object(json.get(member));
  }

  public long rss() {
    return whole(object("balance").get("rss"));
  }

  public long pss() {
    return whole(object("kernel").get("pss"));
  }

  public long unexplained() {
    return whole(object("balance").get("unexplained"));
  }

  /// The resident bytes of the leaves that are, or stand below, the account with this id.
  public long sum(String id) {
    return leaves.entrySet().stream()
        .filter(leaf -> leaf.getKey().equals(id) || leaf.getKey().startsWith(id + "."))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /// A number that must be whole.
  static long whole(@Nullable Object number) {
    assertThat(number).isInstanceOf(Long.class);
    return number instanceof Long value ? value : 0;
  }

  private static double millis(@Nullable Object number) {
    assertThat(number).isInstanceOf(Number.class);
    return number instanceof Number value ? value.doubleValue() : -1;
  }
}
