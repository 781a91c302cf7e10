package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.ask.report.ReportAnswer;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.Mapping;
import dev.fathom.report.JsonReport;
import dev.fathom.report.TextReport;
import dev.fathom.report.TypeOrder;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.MicroPythonTarget;
import dev.fathom.testing.MicroPythons;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PyPyTarget;
import dev.fathom.testing.PyPys;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.RecordedTarget;
import dev.fathom.testing.SleepingTarget;
import dev.fathom.view.Style;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Memory that is torn, corrupt or hostile: there is an answer, soon, and it adds up.
///
/// Real processes are recorded once and then damaged in every way that comes to mind, by numbered
/// seeds: a failure names its seed. `-Dfathom.mutants=20000` tries that many.
final class TornMemoryTest {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int PAGE_BYTES = 4096;
  private static final int WORDS_IN_PAGE = PAGE_BYTES / Long.BYTES;
  private static final int TRIES = Integer.getInteger("fathom.mutants", 60);
  private static final int FIRST = Integer.getInteger("fathom.mutants.first", 0);

  /// Of the failures, so many are enough to look at.
  private static final int MOST_SHOWN = 8;

  /// What makes bounds fail: words that stand at the edge of some type, or mean something to
  /// somebody.
  private static final List<Long> ODD_WORDS =
      List.of(
          0L,
          1L,
          -1L,
          8L,
          0x10L,
          0x21L,
          0xffL,
          0x7fff_ffffL,
          0x8000_0000L,
          0xffff_ffffL,
          1L << 32,
          1L << 40,
          0x7fff_ffff_f000L,
          0x7fff_ffff_ffff_f000L,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          0x8000_0000_0000_1000L,
          -4096L,
          -16L);

  @Test
  void anUndamagedRecordReadsAsTheProcess() throws ProcessAccessException {
    try (PythonTarget python = python(Interpreters.requireAny());
        Target live = open(python)) {
      BalanceSheet expected = Bookkeeper.balance(survey(live));
      RecordedTarget record = RecordedTarget.of(live);
      Findings findings = survey(record);
      assertThat(findings.warnings()).isEmpty();
      assertThat(Bookkeeper.balance(findings)).isEqualTo(expected);
    }
  }

  @Test
  void aTornPython() throws ProcessAccessException {
    try (PythonTarget python = python(Interpreters.requireAny())) {
      tearAndRead(python, TRIES);
    }
  }

  /// The latest Python and the earliest: their layouts differ most.
  @Test
  void otherTornPythons() throws ProcessAccessException {
    List<Interpreter> all = Interpreters.here();
    Assumptions.assumeTrue(all.size() > 1, "no second Python on this machine");
    Interpreter latest = all.getFirst();
    Interpreter earliest = all.getFirst();
    for (Interpreter each : all) {
      latest = number(each) > number(latest) ? each : latest;
      earliest = number(each) < number(earliest) ? each : earliest;
    }
    for (Interpreter each : List.of(latest, earliest)) {
      try (PythonTarget python = python(each)) {
        tearAndRead(python, TRIES / 3);
      }
    }
  }

  @Test
  void aTornPerl() throws ProcessAccessException {
    try (PerlTarget perl = PerlTarget.start(Perls.requireSystem(), "every.pl", 300)) {
      tearAndRead(perl, TRIES / 3);
    }
  }

  @Test
  void aTornMicroPython() throws ProcessAccessException {
    try (MicroPythonTarget micropython =
        MicroPythonTarget.start(MicroPythons.any(), "200K", 300, 50)) {
      tearAndRead(micropython, TRIES);
    }
  }

  @Test
  void aTornPyPy() throws ProcessAccessException {
    try (PyPyTarget pypy = PyPyTarget.start(PyPys.any(), 300)) {
      tearAndRead(pypy, TRIES / 15);
    }
  }

  @Test
  void aTornNativeProgram() throws ProcessAccessException {
    try (NativeTarget program = NativeTarget.blocks(3, 1000)) {
      tearAndRead(program, TRIES);
    }
  }

  private static void tearAndRead(SleepingTarget process, int tries) throws ProcessAccessException {
    try (Target live = open(process)) {
      RecordedTarget record = RecordedTarget.of(live);
      List<AssertionError> failures = new ArrayList<>();
      for (int seed = FIRST; seed < FIRST + tries; seed++) {
        StringBuilder what = new StringBuilder("seed " + seed);
        RecordedTarget torn = record.copy();
        SplittableRandom random = new SplittableRandom(seed);
        int damages = 1 + random.nextInt(3);
        for (int i = 0; i < damages; i++) {
          what.append(", ").append(damage(torn, random));
        }
        try {
          assertTimeoutPreemptively(SOON, () -> assertAddsUp(torn));
        } catch (Throwable failure) {
          failures.add(new AssertionError(what.toString(), failure));
        }
      }
      if (!failures.isEmpty()) {
        AssertionError all = new AssertionError(failures.size() + " failures; the first ones:");
        failures.stream().limit(MOST_SHOWN).forEach(all::addSuppressed);
        throw all;
      }
    }
  }

  /// There is an answer, its sums hold, and nothing in it is unescaped.
  static Findings assertAddsUp(Target torn) throws ProcessAccessException {
    Findings findings = survey(torn);
    BalanceSheet sheet = Bookkeeper.balance(findings);
    long rss = torn.mappings().stream().mapToLong(mapping -> mapping.counters().rss()).sum();
    assertThat(sheet.rss()).isEqualTo(rss);

    FragmentationTest.assertAgrees(findings, sheet);

    ByteArrayOutputStream json = new ByteArrayOutputStream();
    ReportAnswer answer =
        ReportAnswer.of(
            findings, sheet, Analysis.of(findings).owners(), Analysis.of(findings).packable(), 5);
    JsonReport.write(answer, TypeOrder.ALLOCATED, 1_000_000, json);
    // All that holds of a sound process holds here: sums, types, fields.
    PrintedReport report = PrintedReport.checked(Json.parseObject(json.toString(UTF_8)));
    assertThat(report.leaves().values()).allMatch(resident -> resident >= 0);
    assertThat(report.leaves()).doesNotContainKey("unexplained.recount");

    List<String> text =
        TextReport.lines(answer, Integer.MAX_VALUE, TypeOrder.COUNT, Style.PLAIN, 100);
    assertThat(text).allMatch(line -> line.codePointCount(0, line.length()) <= 100);
    assertThat(text).noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
    return findings;
  }

  private static String damage(RecordedTarget torn, SplittableRandom random) {
    int kind = random.nextInt(10);
    long[] pages = torn.writablePages();
    if (pages.length == 0) {
      return "nothing left to damage";
    }
    switch (kind) {
      case 0 ->
          manyTimes(
              random, 3000, each -> torn.word(anyWord(pages, random), odd(torn, pages, random)));
      case 1 -> {
        // Where allocators and interpreters have their own words: at the start of a page.
        manyTimes(
            random,
            300,
            each ->
                torn.word(
                    anyPage(pages, random) + 8L * random.nextInt(8), odd(torn, pages, random)));
      }
      case 2 -> flipStaticData(torn, random);
      case 3 ->
          manyTimes(
              random,
              pages.length,
              each -> torn.page(anyPage(pages, random), new byte[PAGE_BYTES]));
      case 4 -> {
        manyTimes(
            random,
            100,
            each -> {
              byte[] noise = new byte[PAGE_BYTES];
              random.nextBytes(noise);
              torn.page(anyPage(pages, random), noise);
            });
      }
      case 5 -> {
        // A page as it was before, or as another one is.
        manyTimes(
            random,
            200,
            each -> torn.page(anyPage(pages, random), torn.page(anyPage(pages, random))));
      }
      case 6 -> manyTimes(random, 200, each -> torn.state(anyPage(pages, random), state(random)));
      case 7 -> cut(torn, random);
      case 8 -> {
        // Sizes of chunks, pools, objects: a little off.
        manyTimes(
            random,
            2000,
            each -> {
              long at = anyWord(pages, random);
              torn.word(at, torn.word(at) + 8L * random.nextInt(-4, 5));
            });
      }
      default -> {
        // Pointers that lead elsewhere, most of them to something of the kind: rings arise.
        manyTimes(
            random,
            3000,
            each -> {
              long at = anyWord(pages, random);
              if (leadsIntoTarget(torn, torn.word(at))) {
                torn.word(at, torn.word(anyWord(pages, random)));
              }
            });
      }
    }
    return "damage " + kind;
  }

  private static void flipStaticData(RecordedTarget torn, SplittableRandom random) {
    List<Mapping> data =
        torn.mappings().stream().filter(m -> m.ofFile() && m.writable() && !m.shared()).toList();
    if (!data.isEmpty()) {
      long[] pages =
          data.stream()
              .flatMapToLong(
                  m -> LongStream.iterate(m.start(), a -> a < m.end(), a -> a + PAGE_BYTES))
              .toArray();
      manyTimes(random, 200, each -> torn.word(anyWord(pages, random), odd(torn, pages, random)));
    }
  }

  private static void cut(RecordedTarget torn, SplittableRandom random) {
    manyTimes(
        random,
        6,
        each -> {
          int number = random.nextInt(torn.mappings().size());
          Mapping mapping = torn.mappings().get(number);
          long pages = mapping.bytes() / PAGE_BYTES;
          long first = random.nextBoolean() ? 0 : random.nextLong(pages);
          long last = random.nextBoolean() ? pages : first + random.nextLong(pages - first);
          torn.cut(
              number, mapping.start() + first * PAGE_BYTES, mapping.start() + last * PAGE_BYTES);
        });
  }

  /// Once, or up to `most` times: mostly few.
  private static void manyTimes(SplittableRandom random, int most, Consumer<Integer> action) {
    int times = 1 + random.nextInt(1 + random.nextInt(Math.max(1, most)));
    for (int i = 0; i < times; i++) {
      action.accept(i);
    }
  }

  private static long anyPage(long[] pages, SplittableRandom random) {
    return pages[random.nextInt(pages.length)];
  }

  private static long anyWord(long[] pages, SplittableRandom random) {
    return anyPage(pages, random) + 8L * random.nextInt(WORDS_IN_PAGE);
  }

  private static long odd(RecordedTarget torn, long[] pages, SplittableRandom random) {
    long word = torn.word(anyWord(pages, random));
    return switch (random.nextInt(6)) {
      case 0 -> random.nextLong();
      case 1 -> word ^ 1L << random.nextInt(Long.SIZE);
      case 2 -> anyWord(pages, random);
      case 3 -> anyWord(pages, random) + random.nextInt(8);
      case 4 -> word;
      default -> ODD_WORDS.get(random.nextInt(ODD_WORDS.size()));
    };
  }

  private static int state(SplittableRandom random) {
    List<Integer> states =
        List.of(RecordedTarget.ABSENT, RecordedTarget.SWAPPED, RecordedTarget.ZERO);
    return states.get(random.nextInt(states.size()));
  }

  private static boolean leadsIntoTarget(RecordedTarget torn, long word) {
    return torn.mappings().stream().anyMatch(mapping -> mapping.contains(word));
  }

  private static Findings survey(Target target) throws ProcessAccessException {
    return Survey.of(target, Parties.allocators(), Parties.runtimes());
  }

  private static PythonTarget python(Interpreter interpreter) {
    return PythonTarget.start(interpreter, "million.py", 300);
  }

  private static Target open(SleepingTarget process) throws ProcessAccessException {
    return LiveProcess.open(Math.toIntExact(process.pid()), Freeze.PTRACE);
  }

  private static int number(Interpreter interpreter) {
    String[] numbers = interpreter.version().split("\\.", -1);
    return 100 * Integer.parseInt(numbers[0]) + Integer.parseInt(numbers[1]);
  }
}
