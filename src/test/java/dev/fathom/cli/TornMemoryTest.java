package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.ask.report.ReportAnswer;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.mutants.Lineages;
import dev.fathom.mutants.MutantTrial;
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
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Memory that is torn, corrupt or hostile: there is an answer, soon, and it adds up.
///
/// A failure names the numbers of its changes. `-Dfathom.mutants=20000` tries that many.
final class TornMemoryTest {
  private static final int TRIES = Integer.getInteger("fathom.mutants", 60);
  private static final int FIRST = Integer.getInteger("fathom.mutants.first", 0);

  @Test
  void anUndamagedRecordReadsAsTheProcess() throws ProcessAccessException {
    try (PythonTarget python = python(Interpreters.requireAny());
        Target live = LiveProcess.open(Math.toIntExact(python.pid()), Freeze.PTRACE)) {
      BalanceSheet expected = Bookkeeper.balance(survey(live));
      RecordedTarget record = RecordedTarget.of(live);
      Findings findings = survey(record);
      assertThat(findings.warnings()).isEmpty();
      assertThat(Bookkeeper.balance(findings)).isEqualTo(expected);
    }
  }

  @Test
  void aTornPython() throws IOException {
    tearAndRead("Python", python(Interpreters.requireAny()), TRIES);
  }

  /// The latest Python and the earliest: their layouts differ most.
  @Test
  void otherTornPythons() throws IOException {
    List<Interpreter> all = Interpreters.here();
    Assumptions.assumeTrue(all.size() > 1, "no second Python on this machine");
    Interpreter latest = all.getFirst();
    Interpreter earliest = all.getFirst();
    for (Interpreter each : all) {
      latest = number(each) > number(latest) ? each : latest;
      earliest = number(each) < number(earliest) ? each : earliest;
    }
    for (Interpreter each : List.of(latest, earliest)) {
      tearAndRead("Python " + each.version(), python(each), TRIES / 3);
    }
  }

  @Test
  void aTornPerl() throws IOException {
    tearAndRead("Perl", PerlTarget.start(Perls.requireSystem(), "every.pl", 300), TRIES / 3);
  }

  @Test
  void aTornMicroPython() throws IOException {
    tearAndRead("MicroPython", MicroPythonTarget.start(MicroPythons.any(), "200K", 300, 50), TRIES);
  }

  @Test
  void aTornPyPy() throws IOException {
    tearAndRead("PyPy", PyPyTarget.start(PyPys.any(), 300), TRIES / 15);
  }

  @Test
  void aTornNativeProgram() throws IOException {
    tearAndRead("a C program", NativeTarget.blocks(3, 1000), TRIES);
  }

  private static void tearAndRead(String name, SleepingTarget process, int tries)
      throws IOException {
    try (TornMemory torn = TornMemory.of("memory of " + name, process)) {
      MutantTrial.of(torn, Lineages.fresh(), FIRST, tries).assertRight();
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

  private static Findings survey(Target target) throws ProcessAccessException {
    return Survey.of(target, Parties.allocators(), Parties.runtimes());
  }

  private static PythonTarget python(Interpreter interpreter) {
    return PythonTarget.start(interpreter, "million.py", 300);
  }

  private static int number(Interpreter interpreter) {
    String[] numbers = interpreter.version().split("\\.", -1);
    return 100 * Integer.parseInt(numbers[0]) + Integer.parseInt(numbers[1]);
  }
}
