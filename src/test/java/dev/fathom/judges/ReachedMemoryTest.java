package dev.fathom.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Again;
import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import dev.fathom.ask.explain.ExplainAnswer;
import dev.fathom.ask.explain.ExplainQuestion;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.object.Detail;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.Look;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The size of all that an object leads to, against what the process's own tools say of it.
final class ReachedMemoryTest {
  /// What talk 2 shows of its CPython 3.6. Its lists, of 72 and 96 bytes, are those of a build
  /// whose collector's head has 24 bytes; 3.6.15 and 3.7 have 32, later ones 16.
  private static final Map<String, Long> TALK =
      Map.of("one", 28L, "large", 32L, "a", 50L, "gotmemory", 59L);

  static List<Path> perls() {
    return Perls.known();
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#spread")
  void isTheSumOfGetsizeof(Interpreter interpreter) throws IOException {
    try (PythonTarget target = PythonTarget.start(interpreter, "reached.py")) {
      Looked looked = Looked.at(target.pid());
      Map<String, String> wrong = new TreeMap<>();
      for (List<String> told : target.announced("size")) {
        ExplainAnswer answer = looked.explain(told.get(1));
        String said = getsizeof(answer) + " " + tool(answer);
        if (!said.equals(told.get(2) + " " + told.get(3))) {
          wrong.put(told.get(0), told.get(2) + " " + told.get(3) + " not " + said);
        }
        if (interpreter.is(3, 6) && TALK.containsKey(told.get(0))) {
          assertThat(getsizeof(answer)).isEqualTo(String.valueOf(TALK.get(told.get(0))));
        }
      }
      assertThat(wrong).isEmpty();

      // All is its own but what others lead to as well.
      ExplainAnswer ring = looked.explain("__main__.names['ring']");
      assertThat(ring.reach().sum().shared()).isPositive();
      assertThat(ring.reach().sum().allocated())
          .isEqualTo(ring.explanation().owner().retained() + ring.reach().sum().shared());
    }
  }

  @ParameterizedTest
  @MethodSource("perls")
  void isWhatDevelSizeSays(Path perl) throws IOException {
    try (PerlTarget target = PerlTarget.start(perl, "reached.pl")) {
      Looked looked = Looked.at(target.pid());
      Map<String, String> wrong = new TreeMap<>();
      for (List<String> told : target.announced("size")) {
        String said = tool(looked.explain(told.get(1)));
        if (!said.equals(told.get(2))) {
          wrong.put(told.get(0), told.get(2) + " not " + said);
        }
      }
      assertThat(wrong).isEmpty();
    }
  }

  /// A process that was looked at once.
  private record Looked(Analysis analysis, Again again) {
    static Looked at(long process) throws IOException {
      Pause pause = Pause.of(Freeze.PTRACE);
      return new Looked(
          Analysis.of(Look.atProcess(Math.toIntExact(process), pause, Depth.ALL)),
          new Again(Subject.of(String.valueOf(process)), Manner.of(pause)));
    }

    ExplainAnswer explain(String object) throws IOException {
      return new ExplainQuestion(object, Optional.of(again), false, 1).answer(analysis);
    }
  }

  private static String tool(ExplainAnswer answer) {
    return answer
        .reach()
        .tool()
        .map(sum -> sum.bytes() + (sum.untold() == 0 ? "" : " but for " + sum.untold()))
        .orElse("nothing");
  }

  private static String getsizeof(ExplainAnswer answer) {
    return answer.details().stream()
        .filter(detail -> detail.name().equals("sys.getsizeof"))
        .map(Detail::value)
        .findFirst()
        .orElse("");
  }
}
