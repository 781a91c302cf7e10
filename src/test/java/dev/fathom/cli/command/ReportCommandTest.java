package dev.fathom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.ask.report.ReportAnswer;
import dev.fathom.cli.FathomRun;
import dev.fathom.cli.PrintedReport;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.report.TextReport;
import dev.fathom.report.TypeOrder;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.JvmTarget;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.MallocTruth;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.ShellTarget;
import dev.fathom.testing.SleepingTarget;
import dev.fathom.view.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `fathom report` on real processes: what it prints, and that it adds up to what the kernel says.
final class ReportCommandTest {
  private static final int INSTANCES = 20_000;
  private static final int BLOCKS = 20_000;
  private static final long PAGE = 4096;
  private static final long MIB = 1 << 20;

  /// Of the Rss of a Python, at most this part may be unexplained.
  private static final double MOST_UNEXPLAINED = 0.01;

  /// What of the kernel's figures the report repeats.
  private static final List<String> OWN = List.of("Rss", "Swap");

  /// The kernel rounds what it says of each mapping.
  private static final long ROUNDING = 256 << 10;

  private static final int MOST_ATTEMPTS = 25;

  @Test
  void eachOfSeveralIsReportedOn() {
    try (NativeTarget one = NativeTarget.blocks(0, 100);
        NativeTarget other = NativeTarget.blocks(0, 100)) {
      FathomRun run = FathomRun.of(one.pid(), other.pid());
      assertThat(run.err()).isEmpty();
      assertThat(run.out())
          .containsSubsequence("pid " + one.pid(), "BALANCE", "pid " + other.pid());
      FathomRun json = FathomRun.of("report", one.pid(), other.pid(), "--json");
      assertThat(json.out().lines().map(Json::parseObject).map(each -> each.get("target")))
          .extracting("pid")
          .extracting(each -> ((Number) each).longValue())
          .containsExactly(one.pid(), other.pid());
    }
  }

  @Test
  void oneThatCannotBeLookedAtLeavesTheOthers() {
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      FathomRun run = FathomRun.of("report", 4194303, target.pid());
      assertThat(run.code()).isEqualTo(ExitCode.FAILED);
      assertThat(run.err().lines()).hasSize(1).allMatch(line -> line.contains("4194303"));
      assertThat(run.out()).contains("pid " + target.pid(), "BALANCE");
      assertThat(FathomRun.of(target.pid(), "nosuchprocess").code()).isEqualTo(ExitCode.USAGE);
      assertThat(FathomRun.of(target.pid(), target.pid(), "--format", "csv").code())
          .isEqualTo(ExitCode.USAGE);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void aPythonIsExplained(Interpreter interpreter) {
    try (PythonTarget target = PythonTarget.start(interpreter, "million.py", INSTANCES)) {
      PrintedReport report = reportOf(target);

      assertThat(report.object("target"))
          .containsEntry("pid", target.pid())
          .containsEntry("runtime", "cpython")
          .containsEntry("runtimeVersion", interpreter.version())
          .containsEntry("stripped", interpreter.stripped())
          .containsKey("malloc");
      assertExplained(report);
      assertThat(report.warnings()).isEmpty();
      assertThat(report.object("cost")).containsEntry("violations", 0L);
      assertThat(report.count("__main__.Node")).isEqualTo(INSTANCES / 2);
      assertThat(report.count("__main__.Point")).isEqualTo(INSTANCES / 2);
      assertThat(report.count("str")).isGreaterThan(INSTANCES / 2);
      assertThat(report.sum("python.objects")).isGreaterThan(report.rss() / 4);
    }
  }

  @Test
  void aPythonWithNumpyIsExplained() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireNumpy(), "numpy_target.py")) {
      PrintedReport report = reportOf(target);
      assertExplained(report);
      assertThat(report.count("numpy.ndarray")).isGreaterThan(800);
      // The data of arrays is malloc's, and the arrays own it: 64 MiB of it in one array alone.
      assertThat(report.sum("python.buffers.malloc")).isGreaterThan(64 * MIB);
    }
  }

  @Test
  void fragmentedMemoryIsSeenAsFree() {
    Interpreter interpreter = Interpreters.requireAny();
    try (PythonTarget target = PythonTarget.start(interpreter, "fragment.py", 0.05, "keep")) {
      PrintedReport report = reportOf(target);
      assertExplained(report);
      // Every other string was dropped: half of what the strings took is holes between the others.
      long free = report.sum("malloc.free.trapped") + report.sum("python.free.trapped");
      assertThat(free).isGreaterThan(report.rss() / 3);
      assertThat(FathomRun.of(target.pid()).assertFine().out().replaceAll("\\s+", " "))
          .contains("is free memory that cannot go back to the kernel");
    }
  }

  /// Of another allocator nothing is known but that its memory is live.
  @ParameterizedTest
  @ValueSource(strings = {"malloc", "debug", "malloc_debug"})
  void aPythonWithAnotherAllocatorIsExplained(String allocator) {
    Interpreter interpreter = Interpreters.requireAny();
    Map<String, String> environment = Map.of("PYTHONMALLOC", allocator);
    try (PythonTarget target =
        PythonTarget.start(interpreter, environment, "million.py", INSTANCES)) {
      assertExplained(reportOf(target));
    }
  }

  @Test
  void aPythonWhoseFileIsGoneIsStillRead(@TempDir Path directory) throws IOException {
    Interpreter installed = Interpreters.requireAny();
    Path copy = directory.resolve("python-copy");
    Files.copy(installed.path(), copy);
    Interpreter interpreter =
        new Interpreter(
            "copy", copy, installed.version(), installed.stripped(), installed.hasNumpy());
    Path home = installed.path().resolve("../..").normalize();
    try (PythonTarget target =
        PythonTarget.start(
            interpreter, Map.of("PYTHONHOME", home.toString()), "million.py", INSTANCES)) {
      Files.delete(copy);
      PrintedReport report = reportOf(target);
      assertThat(report.object("target"))
          .containsEntry("runtimeVersion", installed.version())
          .containsEntry("executable", copy.toString());
      assertExplained(report);
      assertThat(report.count("__main__.Node")).isEqualTo(INSTANCES / 2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void aNativeProgramIsExplained(int threads) {
    try (NativeTarget target = NativeTarget.blocks(threads, BLOCKS)) {
      PrintedReport report = reportOf(target);
      assertBlocks(report, target.truth(), Math.max(1, threads));
    }
  }

  @Test
  void aStaticProgramIsExplained() {
    Path program = CProgram.compile("blocks.c", "-static");
    try (NativeTarget target = NativeTarget.start(program, 0, BLOCKS)) {
      PrintedReport report = reportOf(target);
      // Nobody else has a part in its memory.
      assertThat(report.object("kernel")).containsEntry("uss", target.kernel().uss());
      assertBlocks(report, target.truth(), 1);
    }
  }

  private static void assertBlocks(PrintedReport report, MallocTruth truth, int lists) {
    assertNative(report);
    assertThat(report.object("target")).containsKey("malloc");
    assertThat(report.sum("malloc.live")).isBetween(truth.liveBytes(), truth.liveBytes() * 13 / 10);
    assertThat(report.sum("malloc")).isGreaterThan(report.rss() * 8 / 10);
    // The program keeps its list of blocks, a pointer and a size each, in a mapping of its own.
    long ownMapping = (16L * lists * BLOCKS + PAGE - 1) & -PAGE;
    long much = (long) (report.rss() * MOST_UNEXPLAINED);
    assertThat(report.sum("mapped")).isBetween(ownMapping, ownMapping + much);
    assertThat(report.unexplained()).as("unexplained of %s", report.leaves()).isBetween(0L, much);
  }

  @Test
  void pagesInEveryStateAreCountedOnce(@TempDir Path directory) {
    try (NativeTarget target = NativeTarget.pages(directory.resolve("file"))) {
      PrintedReport report = reportOf(target);
      assertNative(report);
      // Memory that the program mapped for itself is no allocator's, and is called unexplained.
      assertThat(report.unexplained()).isGreaterThanOrEqualTo(40 * MIB);
    }
  }

  @Test
  void aFamilyIsCountedEachForItself() {
    try (NativeTarget parent = NativeTarget.family(2, 16, 4)) {
      List<Long> family = new ArrayList<>(parent.children());
      family.add(parent.pid());
      for (long process : family) {
        PrintedReport report = PrintedReport.of(process);
        assertThat(report.rss()).isEqualTo(Kernel.of(process).sums().get("Rss"));
        assertThat(report.rss()).isGreaterThan(16 * MIB);
        assertThat(report.pss()).isLessThan(report.rss());
      }
    }
  }

  @Test
  void aVirtualMachineGetsANativeReport() {
    try (JvmTarget target = JvmTarget.start()) {
      PrintedReport report = reportOf(target);
      assertNative(report);
      assertThat(report.sum("malloc")).isPositive();
      assertThat(report.sum("binaries.code")).isGreaterThan(MIB);
      assertThat(report.sum("stacks")).isPositive();
    }
  }

  @Test
  void aShellGetsANativeReport() {
    try (ShellTarget target = ShellTarget.start()) {
      PrintedReport report = reportOf(target);
      assertNative(report);
      assertThat(report.sum("binaries")).isPositive();
      assertThat(report.sum("stacks")).isPositive();
    }
  }

  @Test
  void fathomReportsOnItself() {
    FathomRun run = FathomRun.of(ProcessHandle.current().pid(), "--json");
    assertThat(run.err()).isEmpty();
    // It runs while it is read: something may well be torn.
    assertThat(run.code()).isIn(ExitCode.FINE, ExitCode.PARTIAL);
    PrintedReport report = PrintedReport.checked(run.json());
    assertNative(report);
    assertThat(report.warnings()).contains("not-held");
    assertThat(report.object("cost")).containsEntry("freeze", "none");
  }

  @ParameterizedTest
  @EnumSource(Freeze.class)
  void anyFreezeGivesTheSameAnswer(Freeze freeze) {
    Interpreter interpreter = Interpreters.requireAny();
    try (PythonTarget target = PythonTarget.start(interpreter, "million.py", INSTANCES)) {
      String name = freeze.name().toLowerCase(Locale.ROOT);
      PrintedReport usual = PrintedReport.of(target.pid());
      PrintedReport report = PrintedReport.of(target.pid(), "--freeze=" + name);
      assertThat(report.object("cost")).containsEntry("freeze", name);
      assertThat(report.leaves()).isEqualTo(usual.leaves());
      assertThat(report.types()).isEqualTo(usual.types());
      assertThat(report.warnings())
          .isEqualTo(freeze == Freeze.NONE ? List.of("not-held") : List.of());
    }
  }

  @Test
  void sameProcessSameReport() {
    try (NativeTarget target = NativeTarget.blocks(2, 5_000)) {
      String bare = masked(FathomRun.of(target.pid()).assertFine().out());
      String named = masked(FathomRun.of("report", target.pid()).assertFine().out());
      assertThat(bare).isEqualTo(named);
      String json = masked(FathomRun.of(target.pid(), "--json").assertFine().out());
      assertThat(json)
          .isEqualTo(masked(FathomRun.of("--json", target.pid()).assertFine().out()))
          .endsWith("}\n");
    }
  }

  @Test
  void textSaysWhatTheFiguresSay() {
    try (PythonTarget target = python()) {
      FathomRun run = FathomRun.of(target.pid()).assertFine();
      assertThat(run.lines().getFirst())
          .contains("CPython ")
          .contains("pid " + target.pid())
          .contains("million.py");
      assertThat(run.lines().get(1))
          .matches("paused [\\d.]+ m?s \\(ptrace\\), read .* nothing run in it");
      assertThat(run.out())
          .contains("resident.")
          .contains("BALANCE")
          .contains("OBJECTS")
          .contains("unexplained")
          .contains("total = Rss")
          .contains("__main__.Node")
          .doesNotContain("\u001b");
      assertThat(run.lines()).allMatch(line -> length(line) <= 100);
    }
  }

  @Test
  void textFitsAnyWidth() throws IOException {
    try (PythonTarget python = python();
        Target target = LiveProcess.open(Math.toIntExact(python.pid()), Freeze.PTRACE)) {
      Findings findings = Survey.of(target, Parties.allocators(), Parties.runtimes());
      Analysis analysis = Analysis.of(findings);
      Owners owners = analysis.owners();
      BalanceSheet sheet = analysis.sheet();
      for (int width : new int[] {40, 41, 60, 79, 80, 100, 132, 250, Integer.MAX_VALUE}) {
        int columns = width;
        List<String> lines =
            TextReport.lines(
                ReportAnswer.of(findings, sheet, owners, List.of(), 5),
                12,
                TypeOrder.ALLOCATED,
                Style.PLAIN,
                columns);
        assertThat(lines).as("at " + width).allMatch(line -> length(line) <= columns);
        assertThat(lines).noneMatch(line -> line.endsWith(" "));
        assertThat(lines).anyMatch(line -> line.startsWith("  total = Rss"));
      }
    }
  }

  @Test
  void topSaysHowManyTypesAreListed() {
    try (PythonTarget target = python()) {
      assertThat(rowsOfObjects(FathomRun.of(target.pid()).assertFine())).hasSize(12);
      assertThat(rowsOfObjects(FathomRun.of(target.pid(), "--top", 3).assertFine())).hasSize(3);
      assertThat(rowsOfObjects(FathomRun.of(target.pid(), "--top=0").assertFine())).isEmpty();
      PrintedReport report = PrintedReport.of(target.pid(), "--top=1");
      assertThat(report.types()).hasSizeGreaterThan(100);
      FathomRun all = FathomRun.of(target.pid(), "--top", 1_000_000).assertFine();
      int folded =
          all.lines().stream()
              .map(Pattern.compile("… ([\\d,]+) of less than ")::matcher)
              .filter(Matcher::find)
              .mapToInt(found -> Integer.parseInt(found.group(1).replace(",", "")))
              .findFirst()
              .orElse(0);
      assertThat(rowsOfObjects(all)).hasSize(report.types().size() - folded);
      assertThat(all.out()).doesNotContain("more types");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"allocated", "resident", "shallow", "count", "COUNT"})
  void sortSaysByWhatTypesAreSorted(String column) {
    try (PythonTarget target = python()) {
      PrintedReport report = PrintedReport.of(target.pid(), "--sort", column);
      assertThat(report.types())
          .extracting(column.toLowerCase(Locale.ROOT), Long.class)
          .isSortedAccordingTo(Comparator.reverseOrder());
      List<String> rows =
          rowsOfObjects(FathomRun.of(target.pid(), "--top=5", "--sort=" + column).assertFine());
      assertThat(rows)
          .zipSatisfy(
              report.types().subList(0, 5),
              (row, type) -> assertThat(row).endsWith(" " + type.name()));
    }
  }

  /// Figures are for programs and for reports of bugs: they read the same everywhere.
  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "ar-EG", "hi-IN-u-nu-deva", "tr-TR"})
  void theUsersLocaleChangesNothing(String tag) {
    Locale before = Locale.getDefault();
    try (PythonTarget target = python()) {
      String expected = masked(FathomRun.of(target.pid()).assertFine().out());
      Locale.setDefault(Locale.forLanguageTag(tag));
      assertThat(masked(FathomRun.of(target.pid()).assertFine().out())).isEqualTo(expected);
      assertThat(PrintedReport.of(target.pid(), "--sort=resident").rss()).isPositive();
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void helpAndVersion() {
    for (List<String> question :
        List.of(List.of("--help"), List.of("report", "--help"), List.of("-h"), List.<String>of())) {
      FathomRun run = FathomRun.of(question.toArray()).assertFine();
      assertThat(run.out()).contains("Usage: ").contains("PID");
      assertThat(run.lines()).allMatch(line -> length(line) <= 80);
    }
    assertThat(FathomRun.of("report", "--help").out())
        .contains("--freeze", "--json", "--top", "--sort", "ptrace", "allocated");
    assertThat(FathomRun.of("--help").out()).contains("Exit codes", "report", "demo");
    for (String question : List.of("--version", "-V")) {
      assertThat(FathomRun.of(question).assertFine().out())
          .matches("fathom \\d+\\.\\d+\\.\\d+\\S*\n");
    }
  }

  private static PythonTarget python() {
    return PythonTarget.start(Interpreters.requireAny(), "million.py", INSTANCES);
  }

  /// The report of a process that the kernel counted the same before and after.
  private static PrintedReport reportOf(SleepingTarget target) {
    // A virtual machine works now and then even when it sleeps, and others on the machine that map
    // the same libraries come and go: so several times.
    int quiet = 0;
    for (int attempt = 0; ; attempt++) {
      Kernel before = target.kernel();
      PrintedReport report = PrintedReport.of(target.pid());
      Kernel after = target.kernel();
      boolean still =
          OWN.stream().allMatch(f -> Objects.equals(before.sums().get(f), after.sums().get(f)));
      // On a busy machine there is always somebody who begins or ends to map the same files.
      Map<String, @Nullable Object> kernel = report.object("kernel");
      boolean same = before.uss() == after.uss() && before.pss() == after.pss();
      boolean alone = same && Objects.equals(kernel.get("uss"), before.uss());
      quiet += same ? 1 : 0;
      if ((still && alone) || attempt == MOST_ATTEMPTS) {
        assertThat(report.rss()).isEqualTo(before.sums().get("Rss"));
        assertThat(kernel).containsEntry("swap", before.sums().get("Swap"));
        // Somebody may have come and gone in between, but not each time.
        assertThat(alone || quiet <= MOST_ATTEMPTS / 2)
            .as("uss %s, as the kernel never said at %d quiet moments", kernel.get("uss"), quiet)
            .isTrue();
        assertThat((Long) kernel.get("uss"))
            .isBetween(before.privateDirty(), before.privateDirty() + before.ofFiles());
        assertThat(report.pss())
            .isCloseTo(
                before.sums().getOrDefault("Pss", 0L),
                Offset.offset(alone ? ROUNDING : before.ofFiles()));
        return report;
      }
    }
  }

  private static void assertExplained(PrintedReport report) {
    assertThat(report.unexplained())
        .as("unexplained of %d: %s", report.rss(), report.leaves())
        .isLessThanOrEqualTo((long) (report.rss() * MOST_UNEXPLAINED));
    assertThat(report.leaves()).doesNotContainKey("unexplained.recount");
  }

  private static void assertNative(PrintedReport report) {
    assertThat(report.object("target")).doesNotContainKeys("runtime", "runtimeVersion", "stripped");
    List<String> types = report.types().stream().map(PrintedReport.PrintedType::name).toList();
    assertThat(types.contains("C memory")).isEqualTo(report.leaves().containsKey("malloc.live"));
    assertThat(report.leaves().keySet()).noneMatch(id -> id.startsWith("python."));
  }

  /// The rows of the table of objects, without its head.
  private static List<String> rowsOfObjects(FathomRun run) {
    Predicate<String> head = line -> line.startsWith("OBJECTS");
    return run.lines().stream()
        .dropWhile(head.negate())
        .skip(1)
        .takeWhile(line -> !line.isEmpty() && !line.contains("… "))
        .toList();
  }

  private static int length(String line) {
    return line.codePointCount(0, line.length());
  }

  /// Without what depends on the clock.
  private static String masked(String text) {
    return text.replaceAll("paused [\\d.]+ m?s", "paused N ms")
        .replaceAll("read [0-9.,]+ [KMGi]*B", "read N")
        // PSS also falls and rises with whoever else maps the same libraries, and so do the shares
        // of owners.
        .replaceAll("\"(pausedMillis|wallMillis|bytesRead|pss)\":[0-9.]+", "\"$1\":N")
        .replaceAll("(\\n +[0-9.,]+ [KMG]iB) +~?[0-9.,]+ [KMG]iB", "$1 N");
  }
}
