package dev.fathom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.SeparateFathom;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Documented;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Workers that do known things to the memory that they share.
final class WorkersCommandTest {
  private static final long MIB = 1 << 20;
  private static final int NODES = 100_000;

  /// An instance with one slot takes a block of 48 bytes (3.8 and later): so much is there to be
  /// un-shared at least.
  private static final long NODE_BYTES = 40;

  /// What a worker touches that does nothing.
  private static final long IDLE = MIB;

  /// The kernel rounds each sum, that of a process and that of a mapping.
  private static final long ROUNDING = 1024;

  private static final int LOOKS = 10;

  /// One worker as the command tells it.
  private record Told(Map<String, @Nullable Object> json) {
    long number(String name) {
      return (Long) Objects.requireNonNull(json.get(name), name);
    }

    /// The share of its un-shared bytes that is charged to a cause.
    double share(String cause) {
      Map<String, @Nullable Object> causes = Json.object(json.get("byCause"));
      return causes.get(cause) == null
          ? 0
          : (double) (Long) Objects.requireNonNull(Json.object(causes.get(cause)).get("bytes"))
              / number("unshared");
    }

    long sumOfCauses() {
      return Json.object(json.get("byCause")).values().stream()
          .mapToLong(each -> (Long) Objects.requireNonNull(Json.object(each).get("bytes")))
          .sum();
    }

    long sumOfTypes() {
      return number("untyped")
          + Json.array(json.get("byType")).stream()
              .mapToLong(each -> (Long) Objects.requireNonNull(Json.object(each).get("bytes")))
              .sum();
    }

    String largestType() {
      return (String)
          Objects.requireNonNull(
              Json.object(Json.array(json.get("byType")).getFirst()).get("type"));
    }
  }

  @Test
  void whatEachDidIsChargedToIt() {
    try (PythonTarget parent =
        python("idle", "collect", "read", "replace", "drop", "grow", "exec", "end")) {
      FathomRun run = FathomRun.of("workers", parent.pid(), "--json");
      assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.FINE);
      List<Told> told = told(run);
      assertThat(told).hasSize(8); // the one that ended is none
      Told idle = told.get(1);
      Told collect = told.get(2);
      Told read = told.get(3);
      Told replace = told.get(4);
      Told drop = told.get(5);
      Told grow = told.get(6);
      Told exec = told.get(7);

      assertThat(idle.number("unshared")).isLessThan(IDLE);
      for (Told worker : List.of(collect, read, replace, drop)) {
        assertThat(worker.number("unshared")).isGreaterThan(NODES * NODE_BYTES);
        assertThat(worker.largestType()).isEqualTo("__main__.Node");
      }
      assertThat(collect.share("gcHeaders")).isGreaterThanOrEqualTo(0.95);
      assertThat(read.share("restored") + read.share("referenceCounts"))
          .isGreaterThanOrEqualTo(0.95);
      assertThat(replace.share("payload")).isGreaterThanOrEqualTo(0.9);
      assertThat(drop.share("freed")).isGreaterThan(0.5);
      assertThat(grow.number("grown")).isGreaterThan(NODES * NODE_BYTES);
      assertThat(exec.json()).containsEntry("kinship", "stranger").containsEntry("unshared", 0L);
      for (Told worker : told) {
        assertThat(worker.sumOfCauses()).isEqualTo(worker.number("unshared"));
        assertThat(worker.sumOfTypes()).isEqualTo(worker.number("unshared"));
        assertThat(worker.number("unshared") + worker.number("grown"))
            .isLessThanOrEqualTo(worker.number("uss"));
      }
      assertThat(run.out()).contains("__main__.nodes[*]");
    }
  }

  @Test
  void whatFreezingWouldHaveKeptIsWhatItKeeps() {
    long predicted;
    long without;
    try (PythonTarget parent = python("collect")) {
      Told collect = told(FathomRun.of("workers", parent.pid(), "--json")).get(1);
      predicted = collect.number("freezeKeeps");
      without = collect.number("unshared");
    }
    try (PythonTarget parent = python("freeze", "collect")) {
      Told frozen = told(FathomRun.of("workers", parent.pid(), "--json")).get(1);
      assertThat(frozen.number("unshared")).isLessThan(IDLE);
      long kept = without - frozen.number("unshared");
      double off =
          Documented.percent(
              "docs/workers.md", "In the tests it is within {} % of what is measured");
      assertThat((double) predicted).isBetween((1 - off) * kept, (1 + off) * kept);
    }
  }

  @Test
  void whoSharesWhatIsAsTheyWroteAndNobodyIsDisturbed() {
    try (NativeTarget family = NativeTarget.secludedFamily(4, 16, 4)) {
      List<Long> pids = new ArrayList<>(List.of(family.pid()));
      pids.addAll(family.children());
      Map<Long, Kernel> before = new HashMap<>();
      pids.forEach(pid -> before.put(pid, Kernel.of(pid)));
      FathomRun run = FathomRun.of("workers", family.pid(), "--json").assertFine();
      pids.forEach(pid ->
          assertThat(Kernel.of(pid).disturbancesSince(Objects.requireNonNull(before.get(pid))))
              .isEmpty());

      List<Told> told = told(run);
      assertThat(told.stream().map(each -> each.number("pid"))).isEqualTo(pids);
      for (int child = 0; child < 4; child++) {
        Told worker = told.get(child + 1);
        long written = child * 4L * MIB;
        assertThat(worker.number("unshared")).isBetween(written, written + MIB / 4);
        assertThat(worker.number("sharedWithParent")).isGreaterThanOrEqualTo(16 * MIB - written);
        assertThat(worker.number("uss")).isEqualTo(Kernel.of(worker.number("pid")).uss());
      }
      Map<String, @Nullable Object> sharing = Json.object(run.json().get("sharing"));
      List<@Nullable Object> matrix = Json.array(sharing.get("matrix"));
      for (int one = 0; one < told.size(); one++) {
        List<@Nullable Object> row = Json.array(matrix.get(one));
        assertThat(row.get(one)).isEqualTo(told.get(one).number("rss"));
        for (int other = 0; other < told.size(); other++) {
          assertThat(row.get(other)).isEqualTo(Json.array(matrix.get(other)).get(one));
        }
        if (one > 0) {
          assertThat(row.getFirst()).isEqualTo(told.get(one).number("sharedWithParent"));
        }
      }
    }
  }

  /// From who shares what, the PSS of each follows, and the kernel has the same.
  @Test
  void theMatrixIsConsistentWithPss() {
    int workers = 6;
    try (NativeTarget family = NativeTarget.secludedFamily(workers, 16, 2)) {
      FathomRun run = FathomRun.of("workers", family.pid(), "--no-causes", "--json").assertFine();
      List<Told> told = told(run);
      Map<String, @Nullable Object> sharing = Json.object(run.json().get("sharing"));
      List<List<Long>> matrix = rows(sharing, "matrix");
      List<List<Long>> bySharers = rows(sharing, "bySharers");
      List<Long> outside = numbers(sharing.get("outside"));
      double all = 0;
      for (int member = 0; member <= workers; member++) {
        long pss = Kernel.of(told.get(member).number("pid")).pss();
        assertThat(told.get(member).number("pss")).isBetween(pss - 16 * ROUNDING, pss + ROUNDING);
        // A page that k of them have is in k columns of the row of each of those.
        long inColumns = 0;
        double shares = 0;
        for (int sharers = 1; sharers <= workers + 1; sharers++) {
          inColumns += sharers * bySharers.get(member).get(sharers - 1);
          shares += (double) bySharers.get(member).get(sharers - 1) / sharers;
        }
        assertThat(matrix.get(member).stream().mapToLong(Long::longValue).sum())
            .isEqualTo(inColumns);
        assertThat(bySharers.get(member).stream().mapToLong(Long::longValue).sum())
            .isEqualTo(matrix.get(member).get(member))
            .isEqualTo(told.get(member).number("rss"));
        // What others map, too, is the kernel's own ([vdso]), and counts next to nothing.
        assertThat(outside.get(member)).isLessThan(64 * 1024);
        assertThat((double) pss).isBetween(shares - outside.get(member) - ROUNDING, shares + 1024);
        assertThat(fromTheMatrixAlone(matrix, member)).isBetween(0.98 * pss, 1.02 * pss);
        all += shares;
      }
      assertThat((Long) Objects.requireNonNull(sharing.get("together"))).isEqualTo(Math.round(all));
    }
  }

  /// Here worker i has written to a part of what worker i + 1 has written to: so what two share,
  /// all those between share, too, and the pairs tell all there is to know.
  private static double fromTheMatrixAlone(List<List<Long>> matrix, int member) {
    List<Long> row = new ArrayList<>(matrix.get(member));
    row.sort(Comparator.reverseOrder());
    double pss = 0;
    for (int sharers = 1; sharers <= row.size(); sharers++) {
      long atLeast = row.get(sharers - 1);
      long more = sharers < row.size() ? row.get(sharers) : 0;
      pss += (double) (atLeast - more) / sharers;
    }
    return pss;
  }

  private static List<List<Long>> rows(Map<String, @Nullable Object> object, String name) {
    return Json.array(object.get(name)).stream().map(WorkersCommandTest::numbers).toList();
  }

  private static List<Long> numbers(@Nullable Object array) {
    return Json.array(array).stream().map(each -> (Long) Objects.requireNonNull(each)).toList();
  }

  @Test
  void oneMoreCostsWhatTheyHaveForThemselves() {
    try (NativeTarget family = NativeTarget.family(3, 16, 4)) {
      FathomRun run = FathomRun.of("workers", family.pid(), "--json").assertFine();
      List<Told> told = told(run);
      Told capacity = new Told(Json.object(run.json().get("capacity")));
      long delta = new Told(run.json()).number("delta");
      assertThat(delta).isBetween(told.get(2).number("uss"), told.get(2).number("uss") + MIB / 2);
      assertThat(capacity.number("workers")).isEqualTo(3 + capacity.number("available") / delta);
      assertThat(capacity.number("available")).isLessThanOrEqualTo(capacity.number("limit"));
      assertThat(FathomRun.of("workers", family.pid()).assertFine().out())
          .contains("Each extra worker costs ")
          .contains(" such workers fit");
    }
  }

  @Test
  void ofManyTheCausesAreToldOfThoseThatUnsharedMost() {
    List<Object> arguments = new ArrayList<>(List.of(4000, "idle", "idle", "idle"));
    arguments.addAll(Collections.nCopies(40, "replace"));
    try (PythonTarget parent =
        PythonTarget.start(Interpreters.requireAny(), "workers.py", arguments.toArray())) {
      FathomRun run = FathomRun.of("workers", parent.pid(), "--json").assertFine();
      List<Told> told = told(run);
      assertThat(told).hasSize(44);
      assertThat(told.subList(1, 4)).allMatch(idle -> idle.number("unshared") > 0);
      assertThat(told.subList(1, 4)).allMatch(idle -> idle.sumOfTypes() == 0);
      assertThat(told.subList(4, 44))
          .allMatch(replaced -> replaced.largestType().equals("__main__.Node"));
      assertThat(run.out()).contains("shown for the 40 that un-shared most");
    }
  }

  @Test
  void aGoneParentAProcessThatEndedAndOneThatMayNotBeRead() {
    try (NativeTarget family = NativeTarget.family(2, 8, 2)) {
      FathomRun siblings =
          FathomRun.of("workers", family.children().get(0), family.children().get(1), "--json");
      assertThat(siblings.code()).isEqualTo(ExitCode.FINE);
      assertThat(told(siblings).get(1).json()).containsEntry("kinship", "sibling");
      assertThat(told(siblings).get(1).number("unshared")).isBetween(2 * MIB, 2 * MIB + MIB / 4);

      int nobody = 4_194_303;
      FathomRun partly = FathomRun.of("workers", family.pid(), nobody, family.children().get(0));
      assertThat(partly.code()).isEqualTo(ExitCode.PARTIAL);
      assertThat(partly.out()).contains("no process " + nobody);

      assertThat(FathomRun.of("workers", family.children().get(0)).assertOneLine(ExitCode.FAILED))
          .contains("has no workers");
      assertThat(FathomRun.of("workers", nobody).assertOneLine(ExitCode.FAILED))
          .contains("no process");
    }
  }

  @Test
  void whoMayReadSomeOfThemGetsTheAnswerForThose() {
    SeparateFathom fathom = SeparateFathom.ofOrdinaryUser();
    List<Object> command = new ArrayList<>(SeparateFathom.asOrdinaryUser());
    command.removeFirst();
    command.addAll(List.of("sh", "-c", "sleep 100 & echo ready $$; read line", "sh"));
    try (NativeTarget foreign = NativeTarget.family(1, 4, 1);
        NativeTarget own = NativeTarget.start(Path.of("/usr/bin/setpriv"), command.toArray())) {
      FathomRun run = fathom.run("workers", own.pid(), foreign.pid(), "--json");
      assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.PARTIAL);
      assertThat(told(run)).hasSize(1);
      assertThat(run.out()).contains("not permitted");
    }
  }

  @Test
  void whoseParentIsGoneAreComparedWithEachOther() {
    try (NativeTarget family = NativeTarget.orphans(3, 8, 2)) {
      List<Long> orphans = family.children();
      FathomRun run =
          FathomRun.of("workers", orphans.get(0), orphans.get(1), orphans.get(2), "--json");
      List<Told> told = told(run.assertFine());
      assertThat(told.stream().map(each -> each.number("pid"))).isEqualTo(orphans);
      for (int child = 1; child < 3; child++) {
        assertThat(told.get(child).json())
            .containsEntry("kinship", "sibling")
            .containsEntry("comparedWith", orphans.getFirst());
        assertThat(told.get(child).number("unshared"))
            .isBetween(child * 2L * MIB, child * 2L * MIB + MIB / 4);
      }
    }
  }

  /// A shell that has a child for some milliseconds, again and again, and one that stays.
  @Test
  void workersThatComeAndGoAreThoseOfAMoment() {
    try (NativeTarget parent =
        NativeTarget.start(
            Path.of("/bin/sh"),
            "-c",
            "sleep 100 & echo stays $!; echo ready $$; while :; do sleep 0.01; done")) {
      boolean restless = false;
      for (int look = 0; look < LOOKS; look++) {
        FathomRun run = FathomRun.of("workers", parent.pid(), "--json");
        assertThat(run.code()).as(run.err()).isIn(ExitCode.FINE, ExitCode.PARTIAL);
        assertThat(told(run)).hasSizeBetween(2, 4);
        assertThat(told(run).getFirst().number("pid")).isEqualTo(parent.pid());
        restless |= told(run).size() > 2 || run.code() == ExitCode.PARTIAL;
      }
      assertThat(restless).as("a child that was there for a moment").isTrue();
    }
  }

  /// An ordinary user may trace what is his, and is shown no frames: what is shared is told by
  /// addresses then. In this family that is as good.
  @Test
  void whoIsNotShownFramesGetsTheLesserAnswer() {
    SeparateFathom fathom = SeparateFathom.ofOrdinaryUser();
    try (NativeTarget family = NativeTarget.familyRunBy(SeparateFathom.asOrdinaryUser(), 3, 8, 2)) {
      FathomRun full = FathomRun.of("workers", family.pid(), "--json").assertFine();
      FathomRun lesser = fathom.run("workers", family.pid(), "--json").assertFine();
      assertThat(Json.object(full.json().get("sharing"))).containsEntry("exact", true);
      assertThat(Json.object(lesser.json().get("sharing")))
          .containsEntry("exact", false)
          .doesNotContainKeys("together", "bySharers", "outside");
      List<Told> told = told(lesser);
      assertThat(told).hasSize(4);
      for (int worker = 0; worker < 4; worker++) {
        Told known = told(full).get(worker);
        assertThat(told.get(worker).number("unshared")).isEqualTo(known.number("unshared"));
        assertThat(told.get(worker).number("grown")).isEqualTo(known.number("grown"));
        assertThat(told.get(worker).number("uss")).isEqualTo(Kernel.of(known.number("pid")).uss());
        assertThat(told.get(worker).number("sharedWithParent"))
            .isEqualTo(known.number("sharedWithParent"));
        assertThat(told.get(worker).sumOfCauses()).isEqualTo(known.number("unshared"));
      }
      assertThat(fathom.run("workers", family.pid()).assertFine().out())
          .contains("the kernel shows no frames here")
          .contains("~ SHARED")
          .doesNotContain("each page counted once");
    }
  }

  @Test
  void itWatchesSharingDecay() {
    try (PythonTarget parent = python("decay")) {
      FathomRun run = FathomRun.of("workers", parent.pid(), "--watch", "0.3", "-n", "4");
      List<String> lines = run.assertFine().lines();
      assertThat(lines).hasSize(5);
      assertThat(lines.getFirst()).contains("shared %").contains("Δ decayed");
      assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
      List<Double> shared = lines.subList(1, 5).stream().map(line -> column(line, 6)).toList();
      assertThat(shared).isSortedAccordingTo(Comparator.reverseOrder());
      assertThat(shared.getLast()).isLessThan(shared.getFirst() - 1);
    }
  }

  /// {@return the figure in a column of a line, units counted as columns}
  private static double column(String line, int column) {
    return Double.parseDouble(line.strip().split(" +", -1)[column - 1]);
  }

  @Test
  void watchingEndsWithThoseWhoAreWatched() {
    try (NativeTarget family = NativeTarget.family(1, 1, 0)) {
      Thread.ofVirtual()
          .start(() -> {
            LockSupport.parkNanos(300_000_000);
            ProcessHandle.of(family.children().getFirst())
                .ifPresent(ProcessHandle::destroyForcibly);
          });
      FathomRun run = FathomRun.of("workers", family.pid(), "--watch", "0.05", "-n", "10000");
      assertThat(run.code()).isEqualTo(ExitCode.PARTIAL);
      assertThat(run.lines()).hasSizeGreaterThan(1);
      assertThat(run.err()).contains("has no workers");
    }
  }

  private static PythonTarget python(Object... actions) {
    Object[] arguments = new Object[actions.length + 1];
    arguments[0] = NODES;
    System.arraycopy(actions, 0, arguments, 1, actions.length);
    return PythonTarget.start(Interpreters.requireAny(), "workers.py", arguments);
  }

  private static List<Told> told(FathomRun run) {
    return Json.array(run.json().get("workers")).stream()
        .map(each -> new Told(Json.object(each)))
        .toList();
  }
}
