package dev.fathom.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.Likeness;
import dev.fathom.cli.ServedFathom;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.object.PlainMemory;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.core.CoreProcess;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.RealProgram;
import dev.fathom.testing.Signal;
import dev.fathom.testing.SleepingTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One process that is stopped, asked in every way that there is: live, as what `serve` answers, as
/// a snapshot, a capture and gdb's core. What one way tells, each tells, figure for figure.
///
/// `-Dfathom.programs=all` asks the programs of `bench/programs` instead;
/// `-Dfathom.programs=vim,redis` these. Each says how it went as soon as it was asked.
final class SameFiguresTest {
  private static final String PROGRAMS = System.getProperty("fathom.programs", "");

  /// Of an answer that differs, so many figures are told.
  private static final int MOST_SHOWN = 8;

  private static final int MOST_PINS = 10_000;
  private static final String PINS = "pins --top=" + MOST_PINS;

  /// What is asked; `serve` answers the first five of them.
  private static final List<List<String>> QUESTIONS =
      List.of(
          List.of("report"),
          List.of("objects", "--by=type"),
          List.of("owners", "--top=500"),
          List.of("fragmentation"),
          List.of("pins", "--top=" + MOST_PINS),
          List.of("objects", "--by=owner"),
          List.of("leaks"));

  private static final Map<String, String> SERVED =
      Map.of(
          "report",
          "balance",
          "objects --by=type",
          "objects?by=type",
          "owners --top=500",
          "owners?top=500",
          "fragmentation",
          "fragmentation",
          PINS,
          "pins?top=" + MOST_PINS);

  /// What an answer says of itself and of the machine: which way it was asked, what it cost, and
  /// how many other processes share pages at that moment.
  private static final List<String> OF_THE_ANSWER =
      List.of(
          "cost",
          "title",
          "kind",
          "pid",
          "pss",
          "uss",
          "proportional",
          "proportionalExact",
          "next",
          "rssBefore",
          "rssAfter");

  /// What gdb's core cannot tell: which pages were in memory, and what follows from that. What was
  /// the kernel's to say is not there, either. Its accounts are compared by [Likeness].
  private static final List<String> OF_RESIDENCY =
      List.of(
          "kernel",
          "measure",
          "addressSpace",
          "resident",
          "trapped",
          "trimmable",
          "pagesKept",
          "topKept",
          "pages",
          "findings",
          "balance",
          "advice",
          "evidence",
          "warnings");

  /// Of a core's arenas of pools, the end that was never used is free where it is in memory; what
  /// is left over of the owners has plain memory in it.
  private static final Pattern OF_PAGES =
      Pattern.compile(
          "\\.poolArenas\\[\\d+]\\.(free|largestFree)|\\.poolClasses\\[0]\\..*|\\.ownersRest\\[\\d+]\\..*");

  private static final Pattern NOWHERE = Pattern.compile("(?!)");

  private static final Figures OF_PROCESS =
      figures(List.of(), NOWHERE, SameFiguresTest::isNoteOfAFile);

  /// The kernel is not asked for page tables and the like in the moment of a capture.
  private static final Figures OF_CAPTURE =
      figures(
          List.of("pageTables", "threadStacks", "namelessFiles", "sockets", "locked", "pinned"),
          NOWHERE,
          row -> isNoteOfAFile(row) || isOfOtherProcesses(row));

  private static final Figures OF_CORE =
      figures(OF_RESIDENCY, OF_PAGES, SameFiguresTest::isPlainMemory);

  /// Among the five largest owners memory may be that nobody handed out; `owners` tells them all.
  private static final Figures OF_CORE_REPORT =
      figures(
          Stream.concat(OF_RESIDENCY.stream(), Stream.of("owners", "ownersRest")).toList(),
          OF_PAGES,
          SameFiguresTest::isPlainMemory);

  private static final int MOST_TRIES = 4;

  @TempDir private Path directory;

  static Stream<String> targets() {
    return switch (PROGRAMS) {
      case "" -> Stream.of("python", "perl", "threads of C", "heap in pieces");
      case "all" -> RealProgram.all().stream();
      default -> Arrays.stream(PROGRAMS.split(",", -1));
    };
  }

  @ParameterizedTest
  @MethodSource("targets")
  void everyWayTellsTheSame(String name) throws Exception {
    try (SleepingTarget target = start(name)) {
      Signal.send("STOP", target.pid());
      try {
        List<String> differences = differences(target.pid());
        System.out.printf("%s: %s%n", name, differences.isEmpty() ? "equal" : differences);
        assertThat(differences).isEmpty();
      } finally {
        Signal.isSent("CONT", target.pid());
      }
    }
  }

  private static SleepingTarget start(String name) {
    return switch (name) {
      case "python" -> PythonTarget.start(Interpreters.requireAny(), "million.py", 2000);
      case "perl" -> PerlTarget.start(Perls.requireSystem(), "every.pl", 300);
      case "threads of C" -> NativeTarget.blocks(3, 1000);
      case "heap in pieces" -> NativeTarget.start(CProgram.compile("pieces.c"));
      default -> RealProgram.start(name);
    };
  }

  private static Figures figures(
      List<String> leftOut, Pattern places, Predicate<Map<?, ?>> skipped) {
    return new Figures(
        Stream.concat(OF_THE_ANSWER.stream(), leftOut.stream()).collect(Collectors.toSet()),
        places,
        skipped);
  }

  /// A file says in a note that it is one.
  private static boolean isNoteOfAFile(Map<?, ?> row) {
    return "snapshot".equals(row.get("code")) || "capture".equals(row.get("code"));
  }

  /// Who else maps shared memory is asked of the machine, while the process is looked at.
  private static boolean isOfOtherProcesses(Map<?, ?> row) {
    return "shared".equals(row.get("id"));
  }

  /// Memory that nobody handed out is an object as far as it is in memory.
  private static boolean isPlainMemory(Map<?, ?> row) {
    return Stream.of(PlainMemory.values())
        .filter(plain -> plain != PlainMemory.CHUNK)
        .anyMatch(plain -> plain.type().equals(row.get("type")));
  }

  /// The kernel may take pages of files from a process that stands still, where memory is short.
  private List<String> differences(long pid) throws Exception {
    // First: gdb reads memory in a way that changes what the process has of it.
    Path core = CoreDump.gcore(pid, directory);
    for (int tries = 1; ; tries++) {
      long before = Kernel.of(pid).rss();
      List<String> wrong = differences(pid, core);
      if (wrong.isEmpty() || Kernel.of(pid).rss() == before || tries == MOST_TRIES) {
        return wrong;
      }
    }
  }

  private List<String> differences(long pid, Path core) throws Exception {
    Path snapshot = directory.resolve("snapshot");
    Path capture = directory.resolve("capture");
    FathomRun.of("snapshot", pid, "-o", snapshot).assertAnswered();
    FathomRun.of("capture", pid, "-o", capture).assertAnswered();
    Findings live = Likeness.survey(LiveProcess.open(Math.toIntExact(pid), Freeze.PTRACE));
    Map<String, @Nullable Object> said = answers(pid);
    List<String> wrong = new ArrayList<>();
    compare("snapshot", said, answers(snapshot), OF_PROCESS, wrong);
    compare("capture", said, answers(capture), OF_CAPTURE, wrong);
    alike("capture", () -> Likeness.assertAlike(live, of(capture)), wrong);
    // What a pin keeps from going back is counted in pages that are in memory.
    Map<String, @Nullable Object> ofCore = answers(core);
    ofCore.keySet().removeIf(question -> question.startsWith("pins"));
    compare("core", said, of("report", ofCore), OF_CORE_REPORT, wrong);
    compare("core", said, ofCore, OF_CORE, wrong);
    alike("core", () -> Likeness.assertAlikeButForResidency(live, of(core)), wrong);
    try (ServedFathom served = ServedFathom.start(pid)) {
      Map<String, @Nullable Object> answered = new LinkedHashMap<>();
      SERVED.forEach((question, asked) -> answered.put(question, served.ask(asked).json()));
      compare("serve", asServed(said), answered, OF_PROCESS, wrong);
    }
    // It has not run meanwhile.
    compare("live, again", said, answers(pid), OF_PROCESS, wrong);
    return wrong;
  }

  /// Of pins `serve` tells as many as were asked for.
  private static Map<String, @Nullable Object> asServed(Map<String, @Nullable Object> answers) {
    Map<String, @Nullable Object> served = new LinkedHashMap<>(answers);
    served.computeIfPresent(
        PINS,
        (question, answer) -> {
          Map<Object, @Nullable Object> told = new LinkedHashMap<>((Map<?, ?>) answer);
          told.computeIfPresent(
              "pins",
              (name, pins) ->
                  ((List<?>) pins).subList(0, Math.min(MOST_PINS, ((List<?>) pins).size())));
          return told;
        });
    return served;
  }

  /// Takes the answer to one question out of all.
  private static Map<String, @Nullable Object> of(
      String question, Map<String, @Nullable Object> answers) {
    Map<String, @Nullable Object> one = new LinkedHashMap<>();
    one.put(question, answers.remove(question));
    return one;
  }

  @FunctionalInterface
  private interface Comparison {
    void run() throws Exception;
  }

  private static void alike(String way, Comparison comparison, List<String> wrong)
      throws Exception {
    try {
      comparison.run();
    } catch (AssertionError differing) {
      wrong.add(
          way
              + ": "
              + String.valueOf(differing.getMessage()).lines().skip(1).toList().reversed().stream()
                  .limit(12)
                  .toList());
    }
  }

  private static Findings of(Path file) throws Exception {
    return Likeness.survey(CoreProcess.open(file, null));
  }

  private static Map<String, @Nullable Object> answers(Object subject) {
    Map<String, @Nullable Object> answers = new LinkedHashMap<>();
    for (List<String> question : QUESTIONS) {
      List<Object> words = new ArrayList<>(List.of(question.getFirst(), subject, "--json"));
      words.addAll(question.subList(1, question.size()));
      answers.put(
          String.join(" ", question), FathomRun.ofMany(words.toArray()).assertAnswered().json());
    }
    return answers;
  }

  /// Adds where an answer to any of the questions that were answered differs.
  private static void compare(
      String way,
      Map<String, @Nullable Object> expected,
      Map<String, @Nullable Object> actual,
      Figures figures,
      List<String> wrong) {
    actual.forEach((question, answer) ->
        figures
            .differing(expected.get(question), answer)
            .limit(MOST_SHOWN)
            .forEach(each -> wrong.add(way + ", " + question + ": " + each)));
  }
}
