package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.fathom.ask.Subject;
import dev.fathom.ask.sample.SampleQuestion;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.model.sample.MemorySample;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Estimates from a part of a process's memory, against what is counted in all of it.
final class SampleTest {
  private static final int SAMPLES = 20;

  @Test
  void allOfTheMemoryIsNoEstimate() {
    try (PythonTarget target =
        PythonTarget.start(Interpreters.requireAny(), "million.py", 100_000)) {
      MemorySample all = sample(target.pid(), 1);
      assertThat(all.drawn()).isEqualTo(all.units());
      assertThat(all.looked()).isEqualTo(all.resident());
      Map<String, Long> counts = counts(target.pid());
      for (String type : List.of("__main__.Node", "__main__.Point", "float")) {
        assertThat(of(type, all).objects().error()).isZero();
        assertThat(of(type, all).objects().value())
            .as(type)
            .isCloseTo(counts.getOrDefault(type, 0L), withinPercentage(1));
      }
      assertAddsUp(all);
    }
  }

  /// In 95 of 100 samples the count lies in the interval; of twenty, in fifteen at the least.
  @Test
  void theIntervalsHoldWhatIsCounted() {
    try (PythonTarget target =
        PythonTarget.start(Interpreters.requireAny(), "million.py", 200_000)) {
      Map<String, Long> counts = counts(target.pid());
      for (String type : List.of("__main__.Node", "__main__.Point", "float", "int", "str")) {
        int held = 0;
        for (int seed = 0; seed < SAMPLES; seed++) {
          MemorySample sample = sample(target.pid(), 0.5, seed);
          assertThat(sample.drawn()).isLessThan(sample.units());
          MemorySample.OfType found = of(type, sample);
          long count = counts.getOrDefault(type, 0L);
          held += count >= found.objects().least() && count <= found.objects().most() ? 1 : 0;
        }
        assertThat(held).as(type).isGreaterThanOrEqualTo(15);
      }
    }
  }

  @Test
  void chunksOfCAndValuesOfPerlAreFoundInTheMiddleOfAHeap() {
    try (NativeTarget target = NativeTarget.blocks(3, 100_000);
        PerlTarget perl = PerlTarget.start(Perls.requireSystem(), "every.pl", 5000)) {
      for (Long pid : List.of(target.pid(), perl.pid())) {
        MemorySample all = sample(pid, 1);
        assertAddsUp(all);
        MemorySample.OfType most = all.types().getFirst();
        assertThat(most.objects().value())
            .isCloseTo(counts(pid).getOrDefault(most.type(), 0L), withinPercentage(2));
      }
    }
  }

  @Test
  void itIsNeverMistakenForACount() {
    try (PythonTarget target =
        PythonTarget.start(Interpreters.requireAny(), "million.py", 100_000)) {
      FathomRun run = FathomRun.of("report", target.pid(), "--sample", "1%").assertFine();
      assertThat(run.lines().get(1)).startsWith("SAMPLE: estimated from ");
      assertThat(run.out()).contains("±", "~ Most is ").doesNotContain("BALANCE");
      FathomRun json = FathomRun.of("report", target.pid(), "--sample=1%", "--json").assertFine();
      assertThat(json.json()).containsKey("sample").doesNotContainKey("balance");
      assertThat(json.out()).contains("every figure is an estimate");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1%", "101%", "NaN", "all", ""})
  void whatIsNoShareIsRefused(String share) {
    assertThat(FathomRun.of("report", "1", "--sample=" + share).assertOneLine(ExitCode.USAGE))
        .contains("is not a share");
  }

  @Test
  void nothingIsNoSample() {
    assertThat(FathomRun.of("report", "1", "--sample=0%").assertOneLine(ExitCode.USAGE))
        .contains("above 0");
  }

  @Test
  void aFileIsReadWhole(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("a.fathom"));
    assertThat(FathomRun.of("report", file, "--sample=1%").assertOneLine(ExitCode.USAGE))
        .contains("looks at a live process");
  }

  private static void assertAddsUp(MemorySample sample) {
    double sum = sample.uses().stream().mapToDouble(use -> use.bytes().value()).sum();
    double resident = sample.resident();
    assertThat(sum).isCloseTo(resident, within(0.01 * resident));
    assertThat(sample.uses()).allMatch(use -> use.bytes().value() >= 0);
  }

  private static MemorySample sample(long pid, double share) {
    return sample(pid, share, 1);
  }

  private static MemorySample sample(long pid, double share, long seed) {
    try {
      return new SampleQuestion(new Subject.Live(Math.toIntExact(pid)), share, seed).answer();
    } catch (IOException refused) {
      throw new AssertionError(refused);
    }
  }

  private static MemorySample.OfType of(String type, MemorySample sample) {
    return sample.types().stream()
        .filter(each -> each.type().equals(type))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + type));
  }

  private static Map<String, Long> counts(Object pid) {
    Map<String, Long> counts = new HashMap<>();
    for (Object each : Json.array(FathomRun.of("report", pid, "--json").json().get("types"))) {
      Map<String, @Nullable Object> type = Json.object(each);
      String module = String.valueOf(type.getOrDefault("module", ""));
      String name = String.valueOf(type.get("type"));
      counts.put(
          List.of("", "null", "builtins").contains(module) ? name : module + "." + name,
          (Long) Objects.requireNonNull(type.get("count")));
    }
    return counts;
  }
}
