package dev.fathom.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.analysis.diff.Difference;
import dev.fathom.analysis.diff.TypeDelta;
import dev.fathom.ask.diff.DiffAnswer;
import dev.fathom.ask.diff.DiffQuestion;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.survey.look.Depth;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// A second look at a process copies what it wrote since the first, and says what any look says.
final class LooksInTurnTest {
  private static final int OBJECTS = 20_000;
  private static final int LEAKED = 3000;

  private static final Manner SHORT =
      Manner.of(Pause.of(Freeze.PTRACE).with(Pause.Tracking.INJECTING));

  @Test
  void theSecondLookReadsLittleAndSaysTheSame() throws IOException {
    try (PythonTarget python =
            PythonTarget.start(Interpreters.requireAny(), "million.py", OBJECTS);
        LooksInTurn looks = new LooksInTurn(SHORT)) {
      Subject subject = subject(python);
      Findings first = tracked(looks.at(subject, true));
      Findings second = tracked(looks.at(subject, false));
      assertThat(second.cost().bytesRead()).isLessThan(first.cost().bytesRead() / 4);
      assertThat(second.rss()).isEqualTo(Kernel.of(python.pid()).rss());
      assertSame(second, tracked(Looks.at(subject, SHORT, Depth.ALL)));
      assertThat(Kernel.of(python.pid()).isLetRun()).isTrue();
    }
  }

  /// What came between two looks is seen, whether the second one was made anew or not.
  @Test
  void whatItWroteSinceIsSeen() throws IOException {
    try (PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "growing.py");
        LooksInTurn looks = new LooksInTurn(SHORT)) {
      Subject subject = subject(python);
      Analysis before = looks.at(subject, true);
      tracked(before);
      python.command("leak " + LEAKED);
      python.command("forget");
      Analysis after = looks.at(subject, false);
      assertThat(tracked(after).cost().bytesRead())
          .isLessThan(before.findings().cost().bytesRead());
      assertThat(Difference.of(before, after).types())
          .filteredOn(type -> type.qualifiedName().equals("__main__.Leak"))
          .singleElement()
          .returns((long) LEAKED, TypeDelta::countDelta);
      assertSame(after.findings(), tracked(Looks.at(subject, SHORT, Depth.ALL)));
    }
  }

  @Test
  void aProcessIsComparedWithItself() throws IOException {
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "million.py", OBJECTS)) {
      Subject subject = subject(python);
      long anew = tracked(Looks.at(subject, SHORT, Depth.ALL)).cost().bytesRead();
      List<Subject> thrice = List.of(subject, subject, subject);
      DiffAnswer answer = new DiffQuestion(thrice, SHORT).answer();
      assertThat(tracked(answer.before()).cost().bytesRead()).isGreaterThan(anew / 2);
      assertThat(tracked(answer.after()).cost().bytesRead()).isLessThan(anew / 4);
      assertSame(answer.before().findings(), answer.after().findings());
    }
  }

  private static void assertSame(Findings one, Findings other) {
    assertThat(Difference.of(Analysis.of(one), Analysis.of(other)).types())
        .allSatisfy(type -> {
          assertThat(type.countDelta()).as(type.qualifiedName()).isZero();
          assertThat(type.fresh()).as(type.qualifiedName()).isZero();
        });
    assertThat(one.objects().count()).isEqualTo(other.objects().count());
    assertThat(Bookkeeper.balance(one).accounts()).isEqualTo(Bookkeeper.balance(other).accounts());
  }

  private static Subject subject(PythonTarget python) {
    return new Subject.Live(Math.toIntExact(python.pid()));
  }

  /// {@return what was found, where pages can be tracked}
  private static Findings tracked(Analysis analysis) {
    Findings findings = analysis.findings();
    Assumptions.assumeTrue(
        findings.warnings().stream().noneMatch(warning -> warning.code().equals("not-tracked")),
        "written pages cannot be tracked here");
    assertThat(findings.cost().violations()).isZero();
    return findings;
  }
}
