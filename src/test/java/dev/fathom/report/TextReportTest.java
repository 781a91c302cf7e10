package dev.fathom.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.account.TypeCount;
import dev.fathom.ask.report.ReportAnswer;
import dev.fathom.model.Findings;
import dev.fathom.model.Identity;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Warning;
import dev.fathom.runtime.cpython.words.PythonDialect;
import dev.fathom.survey.Survey;
import dev.fathom.testing.Json;
import dev.fathom.testing.RecordedTarget;
import dev.fathom.view.Style;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The screen and the JSON of figures that are made up, and of names that mean harm.
final class TextReportTest {
  private static final long MIB = 1 << 20;

  @Test
  void whatMakesAllOfItDoubtfulIsSaidFirst() throws ProcessAccessException {
    BalanceSheet sheet =
        new BalanceSheet(
            MIB,
            List.of(account("unexplained", "unexplained", MIB, Evidence.EXACT)),
            List.of(),
            0,
            0);
    Findings doubtful =
        findings("/bin/true")
            .with(List.of(new Warning(Warning.UNREAD, "7 of 8 blocks hold nothing", true)));
    assertThat(text(doubtful, sheet, 80).get(3))
        .startsWith(
            "7 of 8 blocks hold nothing. Much of it has no name here: 1.0 MiB (100.0 %) is of");
    assertThat(String.join(" ", text(doubtful, sheet, 80))).contains("1.0 MiB resident.");
  }

  @Test
  void theFirstScreen() throws ProcessAccessException {
    BalanceSheet sheet =
        new BalanceSheet(
            1000 * MIB,
            List.of(
                account("malloc.live", "C memory (malloc)", 600 * MIB, Evidence.HEURISTIC),
                new Account(
                    "malloc.free",
                    "free, kept by malloc",
                    390 * MIB,
                    Evidence.EXACT,
                    List.of(
                        account(
                            "malloc.free.trapped",
                            "trapped on pages with live chunks",
                            389 * MIB,
                            Evidence.EXACT),
                        account("malloc.free.pages", "whole pages", MIB, Evidence.EXACT))),
                account("unexplained", "unexplained", 10 * MIB, Evidence.EXACT)),
            List.of(
                new TypeCount(
                    "str",
                    "builtins",
                    new PythonDialect(),
                    2_000_000,
                    500 * MIB,
                    590 * MIB,
                    590 * MIB),
                new TypeCount(
                    "Node", "app.tree", new PythonDialect(), 10, 5 * MIB, 10 * MIB, 10 * MIB)),
            2_000_010,
            622_553);
    List<String> lines = text(findings("/usr/bin/python3.11", "/srv/app.py"), sheet, 80);
    assertThat(lines)
        .startsWith(
            """
            python3.11 · pid 4242 · app.py
            paused 0 ms (ptrace), read 0 B, nothing run in it

            0.98 GiB resident. 600 MiB is live malloc memory. 389 MiB is free memory that
            cannot go back to the kernel: 622,553 holes between live chunks. All but
            10.0 MiB (1.0 %) is accounted for.

            BALANCE                                resident      %
            ~ C memory (malloc)                    0.59 GiB   60.0  ████████▍
              free, kept by malloc                 0.38 GiB   39.0  █████▌
                trapped on pages with live chunks  0.38 GiB   38.9
              unexplained                          0.01 GiB    1.0  ▏
              total = Rss                          0.98 GiB  100.0
              ~ rests on rules. When tried, they found all that containers of C++ own; what
              was left over in memory may look like a reference (docs/accuracy.md). All
              other rows are exact or validated.

            OBJECTS      count  shallow  allocated  cum %  type
                     2,000,000  500 MiB    590 MiB   98.3  str
                            10  5.0 MiB   10.0 MiB  100.0  app.tree.Node
            """
                .split("\n"));
  }

  /// As in a file that somebody made.
  @Test
  void aPartLargerThanTheWholeHasABarOfTheWhole() throws ProcessAccessException {
    for (long rss : new long[] {1, -1, MIB}) {
      BalanceSheet sheet =
          new BalanceSheet(
              rss,
              List.of(account("malloc.live", "C memory (malloc)", 1L << 60, Evidence.EXACT)),
              List.of(),
              0,
              0);
      assertThat(text(findings("/bin/true"), sheet, 80)).allMatch(line -> line.length() <= 80);
    }
  }

  @Test
  void nothingAtAll() throws ProcessAccessException {
    BalanceSheet sheet =
        new BalanceSheet(
            0, List.of(account("unexplained", "unexplained", 0, Evidence.EXACT)), List.of(), 0, 0);
    List<String> lines = text(findings("/bin/true"), sheet, 80);
    assertThat(lines).contains("0 B resident. All but 0 B (0.0 %) is accounted for.");
    assertThat(lines).noneMatch(line -> line.contains("NaN") || line.contains("OBJECTS"));
  }

  /// A class statement or a file may bear any name.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2J\u001b[31m",
        "line\nfeed",
        "\u009b31m",
        "\u202eright to left",
        "\u0000\u0007",
        "\uD800",
        "\"quoted\" \\ and </script>",
        "tab\tand\rreturn"
      })
  void namesDoNoHarm(String name) throws ProcessAccessException {
    BalanceSheet sheet =
        new BalanceSheet(
            10 * MIB,
            List.of(
                account("python.objects", "Python objects", 9 * MIB, Evidence.HEURISTIC),
                account("unexplained", "unexplained", MIB, Evidence.EXACT)),
            List.of(
                new TypeCount(
                    name, "module" + name, new PythonDialect(), 7, MIB, 9 * MIB, 9 * MIB)),
            7,
            0);
    Findings findings = findings("/tmp/" + name, "argument" + name);
    for (Style style : Style.values()) {
      List<String> lines =
          TextReport.lines(answer(findings, sheet), 12, TypeOrder.ALLOCATED, style, 100);
      // Colours are ours: what is left without them must be harmless.
      List<String> plain = lines.stream().map(l -> l.replaceAll("\u001b\\[[0-9]*m", "")).toList();
      assertThat(plain).noneMatch(line -> line.matches(".*[\\p{Cc}\\p{Cf}\\p{Cs}].*"));
      if (style == Style.PLAIN) {
        assertThat(lines).isEqualTo(plain);
      }
    }
    assertThat(json(findings, sheet)).isNotEmpty();
  }

  @Test
  void jsonKeepsNamesAsTheyAre() throws ProcessAccessException {
    for (String name : List.of("\u001b[31m", "a\nb", "\"\\", "\u202e", "\uD83D\uDC0D", "\u0000")) {
      BalanceSheet sheet =
          new BalanceSheet(
              1,
              List.of(account("unexplained", "unexplained", 1, Evidence.EXACT)),
              List.of(new TypeCount(name, "m" + name, new PythonDialect(), 1, 1, 1, 1)),
              1,
              0);
      Map<String, @Nullable Object> json = json(findings("/x/" + name), sheet);
      Map<String, @Nullable Object> type = Json.object(Json.array(json.get("types")).getFirst());
      assertThat(type).containsEntry("type", name).containsEntry("module", "m" + name);
      assertThat(Json.object(json.get("target"))).containsEntry("executable", "/x/" + name);
    }
  }

  private static Account account(String id, String label, long resident, Evidence evidence) {
    return new Account(id, label, resident, evidence, List.of());
  }

  private static Findings findings(String executable, String... arguments)
      throws ProcessAccessException {
    List<String> commandLine = Stream.concat(Stream.of(executable), Stream.of(arguments)).toList();
    Identity identity = new Identity(Identity.Kind.LIVE, 4242, executable, commandLine, false);
    return Survey.of(RecordedTarget.empty(identity), List.of(), List.of());
  }

  private static List<String> text(Findings findings, BalanceSheet sheet, int width) {
    return TextReport.lines(answer(findings, sheet), 12, TypeOrder.ALLOCATED, Style.PLAIN, width);
  }

  private static ReportAnswer answer(Findings findings, BalanceSheet sheet) {
    return ReportAnswer.of(findings, sheet, Analysis.of(findings).owners(), List.of(), 5);
  }

  private static Map<String, @Nullable Object> json(Findings findings, BalanceSheet sheet) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonReport.write(answer(findings, sheet), TypeOrder.ALLOCATED, 1_000_000, out);
    return Json.parseObject(out.toString(UTF_8));
  }
}
