package dev.fathom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// VIRT, RES and SHR are the kernel's, what is not in memory adds up to the difference, and each
/// part of it is what `smaps` says of such mappings.
final class AddressSpaceTest {
  private static final long PAGE = 4096;
  private static final long MIB = 1 << 20;

  @TempDir private static Path directory;

  @BeforeAll
  static void someInterpreter() {
    Interpreters.requireAny();
  }

  /// A mapping as `smaps` has it, in bytes.
  private record Told(
      long start, String permissions, String name, long size, Map<String, Long> of) {
    boolean special() {
      return name.startsWith("[v");
    }

    boolean open() {
      return !permissions.startsWith("---");
    }

    long absent() {
      return size - of.getOrDefault("Rss", 0L) - of.getOrDefault("Swap", 0L);
    }
  }

  @Test
  void eachPartIsWhatTheKernelSays() throws IOException {
    try (PythonTarget target = started("parts")) {
      List<Told> kernels = smaps(target.pid());
      for (String command : List.of("pages", "report")) {
        Map<String, @Nullable Object> answer =
            FathomRun.of(command, target.pid(), "--json").assertAnswered().json();
        Map<String, @Nullable Object> space = Json.object(answer.get("addressSpace"));
        Map<String, Long> absent = absent(space);
        assertThat(number(space, "virtual"))
            .isEqualTo(Kernel.of(target.pid()).status().get("VmSize"));
        assertThat(number(space, "resident")).isEqualTo(Kernel.of(target.pid()).rss());
        assertThat(number(space, "shared")).isEqualTo(shared(target.pid()));
        assertThat(number(space, "resident") + absent.values().stream().mapToLong(x -> x).sum())
            .isEqualTo(number(space, "virtual"));
        assertThat(absent.getOrDefault("kernel", 0L))
            .isEqualTo(kernels.stream().filter(Told::special).mapToLong(Told::absent).sum());
        assertThat(absent.get("reserved"))
            .isEqualTo(
                kernels.stream()
                    .filter(each -> !each.open() && each.name.isEmpty() && each.size > MIB)
                    .mapToLong(Told::size)
                    .sum())
            .isGreaterThanOrEqualTo(64 * MIB);
        assertThat(absent.getOrDefault("guard", 0L) + absent.getOrDefault("reserved", 0L))
            .isEqualTo(kernels.stream().filter(each -> !each.open()).mapToLong(Told::absent).sum());
        assertThat(absent.get("guard")).isGreaterThanOrEqualTo(PAGE);
        assertThat(absent.get("notLoaded"))
            .isEqualTo(
                kernels.stream()
                    .filter(each -> each.open() && each.name.startsWith("/"))
                    .mapToLong(Told::absent)
                    .sum())
            .isGreaterThan(3 * MIB);
        assertThat(absent.get("zero")).isGreaterThanOrEqualTo(MIB);
        assertThat(absent.get("untouched")).isGreaterThanOrEqualTo(30 * MIB);
      }
      assertThat(FathomRun.of("report", target.pid()).out().replace('\n', ' '))
          .contains("VIRT ", "= RES ", "SHR ", "reserved without access", "of files, not loaded");
    }
  }

  /// As `smaps` says of each mapping, in kB; and so 20 kB that are read now are 20 kB more.
  @Test
  void fiveMorePagesAreSeen() throws IOException {
    try (PythonTarget target = started("pages")) {
      long file = Long.parseLong(target.announced("file").getFirst().getFirst(), 16);
      for (int look = 0; look < 2; look++) {
        List<Told> kernels = smaps(target.pid());
        Map<Long, Map<String, @Nullable Object>> ours = new HashMap<>();
        for (Object each :
            Json.array(
                FathomRun.of("pages", target.pid(), "--json")
                    .assertFine()
                    .json()
                    .get("mappings"))) {
          ours.put(number(Json.object(each), "start"), Json.object(each));
        }
        for (Told told : kernels) {
          Map<String, @Nullable Object> mapping = Objects.requireNonNull(ours.get(told.start));
          assertThat(number(mapping, "size")).as(told.name).isEqualTo(told.size);
          assertThat(number(mapping, "rss")).as(told.name).isEqualTo(told.of.get("Rss"));
          assertThat(
                  number(mapping, "sharedClean")
                      + number(mapping, "sharedDirty")
                      + number(mapping, "privateClean")
                      + number(mapping, "privateDirty"))
              .as(told.name)
              .isEqualTo(told.of.get("Rss"));
          if (!told.name.startsWith("/")) { // who else maps a file changes
            assertThat(number(mapping, "privateDirty")).isEqualTo(told.of.get("Private_Dirty"));
            assertThat(number(mapping, "sharedClean")).isEqualTo(told.of.get("Shared_Clean"));
          }
        }
        long read =
            kernels.stream()
                .filter(each -> each.start == file)
                .mapToLong(each -> each.of.getOrDefault("Rss", 0L))
                .sum();
        assertThat(read).isGreaterThanOrEqualTo(look == 0 ? PAGE : 6 * PAGE);
        assertThat(FathomRun.of("pages", target.pid(), "--top", "1000").lines())
            .anyMatch(line ->
                line.matches(
                    " *4,096 +%s .* r--p pages"
                        .formatted(String.format(Locale.ROOT, "%,d", read / 1024))));
        target.command("touch");
      }
    }
  }

  @Test
  void theLayoutIsInAddressOrderAndAddsUp() throws IOException {
    try (PythonTarget target = started("layout")) {
      Map<String, @Nullable Object> answer =
          FathomRun.of("pages", target.pid(), "--json", "--top", "3").assertFine().json();
      List<String> parts = new ArrayList<>();
      long end = 0;
      long bytes = 0;
      long resident = 0;
      for (Object each : Json.array(answer.get("layout"))) {
        Map<String, @Nullable Object> row = Json.object(each);
        assertThat(number(row, "start")).isGreaterThanOrEqualTo(end);
        end = number(row, "end");
        bytes += number(row, "bytes");
        resident += number(row, "resident");
        parts.add(String.valueOf(row.get("part")));
      }
      assertThat(bytes).isEqualTo(Kernel.of(target.pid()).status().get("VmSize"));
      assertThat(resident).isEqualTo(Kernel.of(target.pid()).rss());
      assertThat(parts)
          .containsSubsequence("code", "readWrite", "heap", "smaller", "stack")
          .contains("noAccess");
      FathomRun drawn = FathomRun.of("pages", target.pid(), "--layout", "--top", "30").assertFine();
      assertThat(drawn.out())
          .contains("program code", "heap [heap]", "stack [stack]", "no access", "not mapped)")
          .containsPattern(" [\\d,]+ +0  ·{24}  no access");
      assertThat(drawn.lines()).allMatch(line -> line.length() <= 100);
    }
  }

  /// Four threads wait: where the kernel says that they stand, `smaps` tells what a stack takes.
  @Test
  void oneMoreThreadTakesAStack() throws IOException {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "stacks.py")) {
      List<Long> resident = new ArrayList<>();
      for (String thread :
          Objects.requireNonNull(Path.of("/proc/" + target.pid() + "/task").toFile().list())) {
        String call =
            Files.readString(Path.of("/proc/" + target.pid() + "/task/" + thread + "/syscall"));
        String[] words = call.strip().split(" ", -1);
        long pointer = Long.parseUnsignedLong(words[words.length - 2].substring(2), 16);
        if (!thread.equals(Long.toString(target.pid()))) {
          smaps(target.pid()).stream()
              .filter(each -> each.start <= pointer && pointer < each.start + each.size)
              .forEach(each -> resident.add(each.of.getOrDefault("Rss", 0L)));
        }
      }
      assertThat(resident).hasSize(4);
      resident.sort(null);
      FathomRun run = FathomRun.of("pages", target.pid(), "--json").assertFine();
      Map<String, @Nullable Object> stacks = Json.object(run.json().get("threadStacks"));
      assertThat(number(stacks, "count")).isEqualTo(4);
      assertThat(number(stacks, "resident")).isEqualTo(resident.get(2));
      assertThat(number(stacks, "mapped")).isGreaterThan(resident.get(2));
      assertThat(FathomRun.of("pages", target.pid()).out().replace('\n', ' '))
          .contains("One more thread takes ", "(the median of 4)");
    }
  }

  @Test
  void aTableHasNoLayout() {
    FathomRun.of("pages", ProcessHandle.current().pid(), "--layout", "--format", "csv")
        .assertOneLine(ExitCode.USAGE);
  }

  private static PythonTarget started(String name) {
    return PythonTarget.start(
        Interpreters.requireAny(), "reserved.py", directory.resolve(name).toString());
  }

  private static long shared(long pid) throws IOException {
    String statm = Files.readString(Path.of("/proc/" + pid + "/statm"));
    return Long.parseLong(statm.split(" ", -1)[2]) * PAGE;
  }

  private static Map<String, Long> absent(Map<String, @Nullable Object> space) {
    Map<String, Long> absent = new HashMap<>();
    for (Object each : Json.array(space.get("absent"))) {
      absent.put(String.valueOf(Json.object(each).get("id")), number(Json.object(each), "bytes"));
    }
    return absent;
  }

  /// What the kernel says; `[vsyscall]` lies in its own half and is nobody's.
  private static List<Told> smaps(long pid) throws IOException {
    List<Told> all = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
      String[] words = line.split(" +", 6);
      if (Character.digit(line.charAt(0), 16) >= 0 && words[0].contains("-")) {
        long start = Long.parseUnsignedLong(words[0].split("-", -1)[0], 16);
        long end = Long.parseUnsignedLong(words[0].split("-", -1)[1], 16);
        String name = words.length > 5 ? words[5].strip() : "";
        all.add(new Told(start, words[1], name, end - start, new HashMap<>()));
      } else if (line.endsWith(" kB")) {
        all.getLast().of.put(words[0].replace(":", ""), Long.parseLong(words[1]) << 10);
      }
    }
    return all.stream().filter(each -> each.start >= 0).toList();
  }

  private static long number(Map<String, @Nullable Object> object, String name) {
    return (Long) Objects.requireNonNull(object.get(name), name);
  }
}
