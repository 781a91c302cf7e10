package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.analysis.account.fragmentation.ArenaUse;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.analysis.account.fragmentation.HeapPins;
import dev.fathom.analysis.account.fragmentation.Pins;
import dev.fathom.analysis.account.fragmentation.PoolUse;
import dev.fathom.analysis.finding.AdviceFindings;
import dev.fathom.analysis.paths.Occupants;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.CLibrary;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.MallocStatistics;
import dev.fathom.testing.MallocTruth;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SleepingTarget;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Free memory, why it stays and what holds it: after the talk's script at a smaller scale, and in
/// C programs that then do what was foretold.
final class FragmentationTest {
  private static final double SCALE = 0.03;
  private static final long PAGE_BYTES = 4096;

  /// So many pins hold a page at the least.
  private static final int SOME = 60;

  /// No caches of threads: what is freed is free for malloc too.
  private static final Map<String, String> UNCACHED =
      Map.of("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0");

  @Test
  void halfOfTheListKeptIsTrapped() throws ProcessAccessException {
    try (PythonTarget python = python("keep")) {
      Fragmentation found = Fragmentation.of(look(python));
      ArenaUse main = main(found);
      // Of each two strings one was dropped.
      assertThat(main.free()).isBetween(main.live() * 17 / 20, main.live() * 23 / 20);
      assertThat(main.trapped()).isGreaterThan(main.residentFree() * 9 / 10);
      assertThat(main.trimmable()).isLessThan(main.residentFree() / 50);
    }
  }

  @Test
  void theListDeletedIsTrimmable() throws ProcessAccessException {
    try (PythonTarget python = python("delete")) {
      Findings findings = look(python);
      Fragmentation found = Fragmentation.of(findings);
      ArenaUse main = main(found);
      assertThat(main.trimmable()).isGreaterThan(main.residentFree() * 9 / 10);
      assertThat(main.trapped()).isLessThan(main.residentFree() / 20);
      assertThat(Advice.of(findings, found, Pins.of(findings, found)))
          .anySatisfy(advice -> {
            assertThat(advice.action()).isEqualTo(Advice.Action.TRIM);
            assertThat(advice.bytes()).isEqualTo(found.sum(ArenaUse::trimmable));
          });
      assertThat(AdviceFindings.of(Advice.of(findings, found, Pins.of(findings, found)), 1))
          .anySatisfy(finding -> {
            assertThat(finding.kind().id()).isEqualTo("advice.malloc_trim");
            assertThat(finding.subjects()).containsExactly("malloc_trim");
            assertThat(finding.sentence()).startsWith("call malloc_trim(0): ");
            assertThat(finding.bytes()).isEqualTo(found.sum(ArenaUse::trimmable));
          });
    }
  }

  @Test
  void theFewThatHoldTheTopAreNamed() throws ProcessAccessException {
    try (PythonTarget python = python("pin")) {
      Findings findings = look(python);
      Pins pins = Pins.of(findings, Fragmentation.of(findings));
      HeapPins heap = pins.heaps().getFirst();
      assertThat(heap.held()).isGreaterThan(heap.releasable() * 9 / 10);
      assertThat(heap.pinBytes()).isLessThan(heap.held() / 10);
      Occupants occupants = Analysis.of(findings).occupants();
      long bySurvivors = 0;
      for (int pin = 0; pin < heap.count(); pin++) {
        ChunkState state = ChunkState.of((int) heap.codes().get(pin));
        Occupants.Occupant occupant = occupants.in(heap.starts().get(pin), state);
        if (occupant.owner().startsWith("__main__.survivors[")) {
          assertThat(occupant.type()).isEqualTo("str");
          bySurvivors += heap.released(pin);
        }
      }
      assertThat(bySurvivors).isGreaterThan(heap.held() / 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"keep", "delete", "pin"})
  void trimGivesBackWhatWasForetold(String ending) throws ProcessAccessException {
    try (PythonTarget python = python(ending)) {
      long foretold = Fragmentation.of(look(python)).sum(ArenaUse::trimmable);
      long before = anonymous(python);
      python.trim();
      assertThat(before - anonymous(python)).isEqualTo(foretold);
    }
  }

  /// Frees pins in a program that can, and sees how much smaller it gets.
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 60, 400})
  void whatPinsHoldGoesWithThem(int count) throws ProcessAccessException {
    try (NativeTarget program =
        NativeTarget.start(CProgram.compile("blocks.c"), UNCACHED, 0, 3000, 11)) {
      // What is free already goes first: the rest is what pins hold.
      program.command("trim");
      Set<Long> known =
          program.truth().live().stream()
              .map(MallocTruth.Block::address)
              .collect(Collectors.toSet());
      Findings findings = look(program);
      HeapPins heap = Pins.of(findings, Fragmentation.of(findings)).heaps().getFirst();
      assertThat(heap.count()).isGreaterThan(count);
      for (int pin = 0; pin < count; pin++) {
        assertThat(known).contains(heap.starts().get(pin) + 2 * Long.BYTES);
      }
      long before = anonymous(program);
      program.command("above %x".formatted(heap.starts().get(count - 1)));
      program.command("trim");
      assertThat(before - anonymous(program))
          .isEqualTo(heap.ready() + heap.released().get(count - 1))
          .isGreaterThanOrEqualTo(count >= SOME ? PAGE_BYTES : 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void statesOfEachArenaAddUp(CLibrary library) throws ProcessAccessException {
    try (NativeTarget program = library.start("blocks.c", 4, 4000, 5, 1, "ar")) {
      Findings findings = look(program);
      Fragmentation found = Fragmentation.of(findings);
      assertAgrees(findings, Bookkeeper.balance(findings));
      assertThat(found.arenas())
          .filteredOn(arena -> arena.arena().kind() == Arena.Kind.THREAD)
          .hasSize(4);
      for (ArenaUse arena : found.arenas()) {
        // A mapping that begins with the rest of an aligned block is more than its chunk.
        boolean mapped = arena.arena().kind() == Arena.Kind.MAPPED;
        assertThat(arena.system() - arena.covered())
            .as("%s", arena)
            .isBetween(0L, mapped ? PAGE_BYTES : 0);
      }
    }
  }

  /// What ended threads left is free in their arenas, and goes as far as is foretold.
  @Test
  void whatThreadsLeftIsTold() {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("left.c"), 4)) {
      Map<String, @Nullable Object> before =
          FathomRun.of("fragmentation", target.pid(), "--json").assertFine().json();
      Map<String, @Nullable Object> told = threadsLeft(before).orElseThrow();
      long free = number(told, "bytes");
      // Of 20,000 blocks, in chunks of 208 bytes, 20 are left.
      assertThat(free).isBetween(4 * 19_000 * 208L, 4 * 20_000 * 208L + (4 << 18));
      assertThat(String.valueOf(told.get("sentence")))
          .startsWith("Threads that have ended left 4 arenas: ");
      long foretold = 0;
      for (Object arena : Json.array(before.get("arenas"))) {
        foretold += number(Json.object(arena), "trimmable");
      }
      long anonymous = anonymous(target);
      target.command("trim");
      assertThat(anonymous - anonymous(target)).isEqualTo(foretold);
      Map<String, @Nullable Object> after =
          FathomRun.of("fragmentation", target.pid(), "--json").assertFine().json();
      assertThat(threadsLeft(after).map(left -> number(left, "bytes")).orElse(0L))
          .isLessThan(free / 4);
    }
  }

  private static Optional<Map<String, @Nullable Object>> threadsLeft(
      Map<String, @Nullable Object> answer) {
    return Json.array(answer.get("findings")).stream()
        .map(Json::object)
        .filter(told -> "threads.left".equals(told.get("id")))
        .findFirst();
  }

  @Test
  void poolsAreThoseOfTheInterpreter() throws ProcessAccessException {
    try (PythonTarget python = python("keep")) {
      MallocStatistics truth = python.mallocStatistics();
      Fragmentation found = Fragmentation.of(look(python));
      Map<Integer, Long> blocks =
          found.sizeClasses().stream()
              .filter(each -> each.blocks() > 0)
              .collect(Collectors.toMap(PoolUse::key, PoolUse::blocks));
      Map<Integer, Long> expected =
          truth.sizeClasses().values().stream()
              .collect(
                  Collectors.toMap(
                      MallocStatistics.SizeClass::size, MallocStatistics.SizeClass::used));
      assertThat(blocks).isEqualTo(expected);
      assertThat(found.poolArenas()).hasSize(Math.toIntExact(truth.arenas()));
      assertThat(found.poolArenas().stream().mapToLong(PoolUse::blocks).sum())
          .isEqualTo(expected.values().stream().mapToLong(Long::longValue).sum());
    }
  }

  @Test
  void jsonHasItsShape() {
    try (PythonTarget python = python("pin")) {
      Map<String, @Nullable Object> answer =
          FathomRun.of("fragmentation", python.pid(), "--json").assertFine().json();
      assertThat(answer)
          .containsKeys("arenas", "histogram", "poolClasses", "poolArenas", "advice", "warnings");
      Map<String, @Nullable Object> arena =
          Json.object(Json.array(answer.get("arenas")).getFirst());
      assertThat(arena)
          .containsKeys("id", "kind", "system", "live", "free", "trapped", "trimmable", "states");
      long states =
          Json.object(arena.get("states")).values().stream()
              .mapToLong(state -> number(Json.object(state), "bytes"))
              .sum();
      assertThat(states)
          .isEqualTo(
              number(arena, "live")
                  + number(arena, "free")
                  + number(arena, "top")
                  + number(arena, "other"));
      Map<String, @Nullable Object> pins =
          FathomRun.of("pins", python.pid(), "--json").assertFine().json();
      long cumulative = 0;
      for (Object each : Json.array(pins.get("pins"))) {
        Map<String, @Nullable Object> pin = Json.object(each);
        assertThat(pin).containsKeys("address", "size", "type", "owner", "releases", "cumulative");
        if (number(pin, "arena")
            == number(Json.object(Json.array(pins.get("pins")).getFirst()), "arena")) {
          cumulative += number(pin, "releases");
          assertThat(number(pin, "cumulative")).isEqualTo(cumulative);
        }
      }
      for (Object each : Json.array(pins.get("advice"))) {
        assertThat(Json.object(each)).containsKeys("action", "bytes", "basis");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fragmentation", "pins"})
  void aHeapThatIsNeverStillIsAnsweredAtLeastInPart(String command) {
    try (NativeTarget program = NativeTarget.start(CProgram.compile("churn.c"))) {
      FathomRun running = FathomRun.of(command, program.pid(), "--freeze=none", "--json");
      assertThat(running.code()).as(running.err()).isIn(ExitCode.FINE, ExitCode.PARTIAL);
      assertThat(running.json()).containsKey("advice");
      assertThat(FathomRun.of(command, program.pid()).code()).isIn(ExitCode.FINE, ExitCode.PARTIAL);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fragmentation", "pins"})
  void thereIsAnAnswerForAProcessWithNothing(String command) {
    FathomRun.of(command, 0x7fff_fff0).assertOneLine(ExitCode.FAILED);
  }

  /// Both look at the same memory in their own ways.
  static void assertAgrees(Findings findings, BalanceSheet sheet) {
    Fragmentation found = Fragmentation.of(findings);
    Map<String, ToLongFunction<ArenaUse>> figures =
        Map.of(
            "malloc.free.trapped", ArenaUse::trapped,
            "malloc.free.trimmable", ArenaUse::trimmable,
            "malloc.free.pages", ArenaUse::pagesKept,
            "malloc.free.top", ArenaUse::topKept);
    figures.forEach((account, figure) ->
        assertThat(found.sum(figure)).as(account).isEqualTo(sheet.resident(account)));
    for (ArenaUse arena : found.arenas()) {
      assertThat(arena.states().values().stream().mapToLong(ArenaUse.StateUse::bytes).sum())
          .isEqualTo(arena.covered());
      assertThat(arena.resident()).isBetween(0L, arena.covered());
    }
    for (HeapPins heap : Pins.of(findings, found).heaps()) {
      assertThat(heap.held()).isBetween(0L, heap.releasable());
      for (int pin = 0; pin < heap.count(); pin++) {
        assertThat(heap.released(pin)).isNotNegative();
      }
    }
  }

  private static ArenaUse main(Fragmentation found) {
    return found.arenas().stream()
        .filter(arena -> arena.arena().kind() == Arena.Kind.MAIN)
        .findFirst()
        .orElseThrow();
  }

  private static long number(Map<String, @Nullable Object> object, String name) {
    return object.get(name) instanceof Number value ? value.longValue() : -1;
  }

  /// Not Rss: the pages of code that free and trim are read in for that.
  private static long anonymous(SleepingTarget target) {
    return Kernel.of(target.pid()).sums().getOrDefault("Anonymous", 0L);
  }

  private static PythonTarget python(String ending) {
    return PythonTarget.start(Interpreters.requireAny(), "fragment.py", SCALE, ending);
  }

  private static Findings look(SleepingTarget target) throws ProcessAccessException {
    try (Target live = LiveProcess.open(Math.toIntExact(target.pid()), Freeze.PTRACE)) {
      return Survey.of(live, Parties.allocators(), Parties.runtimes());
    }
  }
}
