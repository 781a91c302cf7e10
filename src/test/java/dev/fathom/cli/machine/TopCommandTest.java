package dev.fathom.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.SeparateFathom;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.host.MemoryGroup;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.testing.Json;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/// `fathom top` says of each process what the kernel says.
final class TopCommandTest {
  private static final int CHILDREN = 40;
  private static final long PAGE = 4096;
  private static final String ID =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @Test
  void eachProcessIsAsTheKernelCountsIt() {
    try (NativeTarget family = NativeTarget.secludedFamily(CHILDREN, 4, 1)) {
      Map<String, @Nullable Object> application = application(family.pid());
      Map<Long, Kernel> kernels = kernels(family);
      assertThat(told(application)).isEqualTo(figures(kernels));
      assertThat(application)
          .containsEntry("pss", sum(kernels, "pss"))
          .containsEntry("uss", sum(kernels, "uss"))
          .containsEntry("rss", sum(kernels, "rss"));
    }
  }

  @Test
  void aParentAndItsWorkersAreOneLineThatOpens() {
    try (NativeTarget family = NativeTarget.family(3, 4, 1)) {
      Map<String, @Nullable Object> application = application(family.pid());
      List<Object> processes =
          Json.array(application.get("processes")).stream().map(Objects::requireNonNull).toList();
      assertThat(processes).hasSize(4);
      List<Long> own =
          family.children().stream().map(child -> Kernel.of(child).uss()).sorted().toList();
      assertThat((Long) application.get("delta")).isBetween(own.getFirst(), own.getLast());

      String closed = FathomRun.of("top", "--top", "1000").out();
      assertThat(closed).contains(" " + family.pid() + " ");
      assertThat(closed).doesNotContain(" " + family.children().getFirst() + " ");
      String open = FathomRun.of("top", "--top", "1000", "--open").out();
      family.children().forEach(child -> assertThat(open).contains(" " + child + " "));
    }
  }

  /// What `top` prints as VIRT, SHR and %MEM.
  @Test
  void sizesAreTheKernels() throws IOException {
    try (NativeTarget family = NativeTarget.secludedFamily(2, 4, 1)) {
      long virtual = 0;
      long shared = 0;
      for (Object each : Json.array(application(family.pid()).get("processes"))) {
        Map<String, @Nullable Object> process = Json.object(each);
        Path statm = Path.of("/proc", String.valueOf(process.get("pid")), "statm");
        String[] pages = Files.readString(statm).split(" ", -1);
        assertThat(process)
            .containsEntry("virtual", Long.parseLong(pages[0]) * PAGE)
            .containsEntry("shared", Long.parseLong(pages[2]) * PAGE);
        virtual += Long.parseLong(pages[0]) * PAGE;
        shared += Long.parseLong(pages[2]) * PAGE;
      }
      assertThat(application(family.pid()))
          .containsEntry("virtual", virtual)
          .containsEntry("shared", shared);
    }
    String total = Files.readAllLines(Path.of("/proc/meminfo")).getFirst();
    assertThat(FathomRun.of("top", "--json").json())
        .containsEntry("machineBytes", Long.parseLong(total.replaceAll("\\D", "")) << 10);
    assertThat(FathomRun.of("top", "--virt").out())
        .containsPattern("PSS +RSS +SHR +VIRT +%MEM +N +PID");
  }

  /// A container as a runner of them would call it: the kernel tells its path.
  @Test
  void aProcessIsInItsContainer() throws IOException {
    try (MemoryGroup group = group()) {
      Path outer = Path.of(group.before().get(3)).resolveSibling("docker-" + ID + ".scope");
      Files.createDirectory(outer);
      List<String> before = new ArrayList<>(group.before());
      before.set(3, outer.resolve("cgroup.procs").toString());
      try (NativeTarget family = NativeTarget.familyRunBy(before, 1, 4, 1)) {
        Map<String, @Nullable Object> application = application(family.pid());
        assertThat(application).containsEntry("container", "docker 0123456789ab");
        assertThat(Json.array(application.get("processes")))
            .allSatisfy(each ->
                assertThat(Json.object(each)).containsEntry("container", "docker 0123456789ab"));
        assertThat(FathomRun.of("top", "--top=1000").out()).doesNotContain("docker 0123456789ab");
        assertThat(FathomRun.of("top", "--top=1000", "--containers").lines())
            .anyMatch(line ->
                line.contains(" " + family.pid() + " ") && line.contains("docker 0123456789ab"));
      } finally {
        removed(outer);
      }
    }
  }

  /// Those that were in it may take a moment to be gone.
  private static void removed(Path group) {
    while (!group.toFile().delete() && Files.isDirectory(group)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private static MemoryGroup group() {
    try {
      return MemoryGroup.create();
    } catch (ProcessAccessException none) {
      throw new TestAbortedException(String.valueOf(none.getMessage()), none);
    }
  }

  @Test
  void childrenStandBelowTheirParent() {
    try (NativeTarget family = NativeTarget.family(3, 4, 1)) {
      List<String> lines = FathomRun.of("top", "--tree", "--top=10000").lines();
      int parent = line(lines, family.pid());
      assertThat(family.children())
          .extracting(child -> line(lines, child))
          .containsExactlyInAnyOrder(parent + 1, parent + 2, parent + 3);
      int indent = indent(lines, family.pid());
      family.children().forEach(child -> assertThat(indent(lines, child)).isGreaterThan(indent));
    }
    assertThat(FathomRun.of("top", "--tree", "--open").assertOneLine(ExitCode.USAGE))
        .contains("--tree");
  }

  private static int line(List<String> lines, long pid) {
    for (int line = 0; line < lines.size(); line++) {
      if (lines.get(line).contains(" " + pid + " ")) {
        return line;
      }
    }
    throw new AssertionError("process " + pid + " is not there: " + lines);
  }

  /// How far what it runs is from its number.
  private static int indent(List<String> lines, long pid) {
    String line = lines.get(line(lines, pid));
    String behind = line.substring(line.indexOf(" " + pid + " ") + 1 + ("" + pid).length());
    return behind.length() - behind.stripLeading().length();
  }

  @Test
  void itLooksAgain() {
    FathomRun run = FathomRun.of("top", "-d", "0.05", "-n", "3");
    assertThat(run.lines().stream().filter(line -> line.contains("COMMAND"))).hasSize(3);
    assertThat(run.out()).doesNotContain("\u001b");
  }

  @Test
  void whoMayNotSeeAllIsToldWhatIsMissing() {
    SeparateFathom fathom = SeparateFathom.ofOrdinaryUser();
    try (NativeTarget family = NativeTarget.family(2, 4, 1)) {
      FathomRun run = fathom.run("top", "--top", "1000");
      assertThat(run).returns(ExitCode.PARTIAL, FathomRun::code).returns("", FathomRun::err);
      assertThat(run.out()).contains("could not be read (shown as ?)").contains("" + family.pid());
    }
  }

  private static Map<String, @Nullable Object> application(long pid) {
    for (Object each :
        Json.array(Json.parseObject(FathomRun.of("top", "--json").out()).get("applications"))) {
      Map<String, @Nullable Object> application = Json.object(each);
      for (Object process : Json.array(application.get("processes"))) {
        if (Objects.equals(Json.object(process).get("pid"), pid)) {
          return application;
        }
      }
    }
    throw new AssertionError("process " + pid + " is not there");
  }

  private static Map<Long, Kernel> kernels(NativeTarget family) {
    Map<Long, Kernel> kernels = new HashMap<>();
    kernels.put(family.pid(), Kernel.of(family.pid()));
    family.children().forEach(child -> kernels.put(child, Kernel.of(child)));
    return kernels;
  }

  private static Map<Long, Map<String, Long>> figures(Map<Long, Kernel> kernels) {
    Map<Long, Map<String, Long>> figures = new HashMap<>();
    kernels.forEach((pid, kernel) ->
        figures.put(
            pid,
            Map.of(
                "rss", kernel.rss(),
                "pss", kernel.pss(),
                "uss", kernel.uss(),
                "swap", kernel.swap())));
    return figures;
  }

  private static Map<Long, Map<String, Long>> told(Map<String, @Nullable Object> application) {
    Map<Long, Map<String, Long>> figures = new HashMap<>();
    for (Object each : Json.array(application.get("processes"))) {
      Map<String, @Nullable Object> process = Json.object(each);
      Map<String, Long> own = new HashMap<>();
      for (String name : List.of("rss", "pss", "uss", "swap")) {
        own.put(name, (Long) Objects.requireNonNull(process.get(name)));
      }
      figures.put((Long) Objects.requireNonNull(process.get("pid")), own);
    }
    return figures;
  }

  private static long sum(Map<Long, Kernel> kernels, String figure) {
    return figures(kernels).values().stream()
        .mapToLong(each -> Objects.requireNonNull(each.get(figure)))
        .sum();
  }
}
