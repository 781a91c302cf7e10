package dev.fathom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.SeparateFathom;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages of a process, added up from its page table and its frames, are what the kernel's own
/// sums in `smaps` say.
final class PagesCommandTest {
  private static final int TRIES = 20;

  /// A mapping's Rss, Pss and private bytes in KiB.
  private record Figures(long start, long rss, long pss, long uss) {}

  /// They share with each other and with nobody else, and all sleep: nothing changes between the
  /// two answers.
  @Test
  void aHundredProcessesAreAsInSmaps() {
    try (NativeTarget family = NativeTarget.secludedFamily(99, 8, 1)) {
      List<Long> pids = new ArrayList<>(family.children());
      pids.add(family.pid());
      assertThat(pids).hasSize(100);
      for (long pid : pids) {
        List<Figures> kernels = smaps(pid);
        assertThat(kernels).hasSizeGreaterThan(5);
        assertThat(figures(pid)).as("process %d", pid).isEqualTo(kernels);
      }
    }
  }

  @Test
  void aPythonThatSharesItsPagesIsAsInSmaps() {
    try (PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "forked.py")) {
      assertAsInSmaps(python.pid());
    }
  }

  @Test
  void pagesInEveryStateAreToldApart(@TempDir Path directory) {
    try (NativeTarget target = NativeTarget.pages(directory.resolve("file"))) {
      Map<String, @Nullable Object> answer = pages(target.pid());
      long zero = 0;
      for (NativeTarget.Region region : target.regions()) {
        long rss = 0;
        for (Object each : Json.array(answer.get("mappings"))) {
          Map<String, @Nullable Object> mapping = Json.object(each);
          if (number(mapping, "start") >= region.start()
              && number(mapping, "end") <= region.end()) {
            rss += number(mapping, "rss");
            zero += number(mapping, "zero");
            assertThat(
                    number(mapping, "anonymous")
                        + number(mapping, "file")
                        + number(mapping, "sharedMemory"))
                .isEqualTo(number(mapping, "rss"));
          }
        }
        assertThat(rss).as(region.name()).isIn(0L, region.resident(), rss(target, region));
      }
      assertThat(zero).as("zero pages").isNotNegative();
      assertThat(sum(answer, "rss")).isEqualTo(Kernel.of(target.pid()).rss());
      assertThat(sum(answer, "swapped")).isEqualTo(Kernel.of(target.pid()).swap());
    }
  }

  @Test
  void whoIsNotShownFramesGetsTheLesserAnswer() {
    SeparateFathom fathom = SeparateFathom.ofOrdinaryUser();
    FathomRun refused = fathom.run("pages", ProcessHandle.current().pid());
    assertThat(refused.assertOneLine(ExitCode.FAILED)).contains("not permitted");

    SeparateFathom container = new SeparateFathom(List.of("setpriv", "--bounding-set=-sys_admin"));
    try (NativeTarget family = NativeTarget.secludedFamily(2, 4, 1)) {
      FathomRun run = container.run("pages", family.pid(), "--json");
      assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.FINE);
      assertThat(run.json()).containsEntry("framesShown", false);
      assertThat(sum(run.json(), "uss")).isEqualTo(Kernel.of(family.pid()).uss());
      assertThat(container.run("pages", family.pid()).out()).contains("PSS is its own figure");
    }
  }

  private static long rss(NativeTarget target, NativeTarget.Region region) {
    return smaps(target.pid()).stream()
        .filter(each -> each.start() >= region.start() && each.start() < region.end())
        .mapToLong(each -> each.rss() << 10)
        .sum();
  }

  /// Each mapping is as the kernel says, at a moment before and after which the kernel says the
  /// same: what others on this machine map, too, changes as they come and go.
  private static void assertAsInSmaps(long pid) {
    List<Figures> open = smaps(pid);
    for (int attempt = 0; attempt < TRIES && !open.isEmpty(); attempt++) {
      List<Figures> before = smaps(pid);
      List<Figures> ours = figures(pid);
      List<Figures> after = smaps(pid);
      assertThat(ours.stream().map(Figures::start))
          .isEqualTo(after.stream().map(Figures::start).toList());
      Set<Long> agreed = new HashSet<>();
      for (Figures each : after) {
        if (before.contains(each) && ours.contains(each)) {
          agreed.add(each.start());
        }
      }
      open = open.stream().filter(each -> !agreed.contains(each.start())).toList();
    }
    assertThat(open).as("mappings that never were as in smaps").isEmpty();
  }

  /// What Fathom says.
  private static List<Figures> figures(long pid) {
    List<Figures> figures = new ArrayList<>();
    for (Object each : Json.array(pages(pid).get("mappings"))) {
      Map<String, @Nullable Object> mapping = Json.object(each);
      figures.add(
          new Figures(
              number(mapping, "start"),
              number(mapping, "rss") >> 10,
              number(mapping, "pss") >> 10,
              number(mapping, "uss") >> 10));
    }
    return figures;
  }

  /// What the kernel says.
  private static List<Figures> smaps(long pid) {
    List<Figures> all = new ArrayList<>();
    long start = 0;
    long rss = 0;
    long pss = 0;
    long own = 0;
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
        String[] words = line.split(" +", -1);
        switch (words[0]) {
          case "Rss:" -> rss = Long.parseLong(words[1]);
          case "Pss:" -> pss = Long.parseLong(words[1]);
          case "Private_Clean:", "Private_Dirty:" -> own += Long.parseLong(words[1]);
          case "VmFlags:" -> {
            if (start >= 0) { // [vsyscall] lies in the kernel's half
              all.add(new Figures(start, rss, pss, own));
            }
            own = 0;
          }
          default -> {
            if (Character.digit(line.charAt(0), 16) >= 0 && line.indexOf('-') > 0) {
              start = Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16);
            }
          }
        }
      }
    } catch (IOException gone) {
      throw new java.io.UncheckedIOException(gone);
    }
    return all;
  }

  private static Map<String, @Nullable Object> pages(long pid) {
    return FathomRun.of("pages", pid, "--json").assertFine().json();
  }

  private static long sum(Map<String, @Nullable Object> answer, String figure) {
    return Json.array(answer.get("mappings")).stream()
        .mapToLong(each -> number(Json.object(each), figure))
        .sum();
  }

  private static long number(Map<String, @Nullable Object> object, String name) {
    return (Long) Objects.requireNonNull(object.get(name));
  }
}
