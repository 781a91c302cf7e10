package dev.fathom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.owners.ObjectParts;
import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.ObjectTruth;
import dev.fathom.testing.PythonTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Objects taken apart, against what the process says of them.
final class ExplainCommandTest {
  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void chargesTheBlockAndNotGetsizeof(Interpreter interpreter) {
    try (PythonTarget target = PythonTarget.start(interpreter, "shapes.py")) {
      Map<String, @Nullable Object> number = explain(target, "int");
      // Made by an addition, which makes room for one digit more than is needed.
      assertThat(number)
          .containsEntry("shallow", 32L)
          .containsEntry("getsizeofLeast", 32L)
          .containsEntry("getsizeofMost", 32L)
          .containsEntry("block", 48L)
          .containsEntry("slack", 16L);
      assertThat(names(explain(target, "__main__.Slotted"))).contains("left", "right");
      assertThat(names(number)).startsWith("ob_refcnt").contains("ob_type").endsWith("slack");
    }
  }

  /// The parts of every object are the whole of its piece, and its size is what `sys.getsizeof`
  /// told the forked child.
  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void partsAddUpAndSizesAreTheInterpreters(Interpreter interpreter) throws ProcessAccessException {
    try (PythonTarget python = PythonTarget.start(interpreter, "million.py", 1000);
        Target target = LiveProcess.open(Math.toIntExact(python.pid()), Freeze.PTRACE)) {
      ObjectTruth truth = python.truth();
      Findings findings = Survey.of(target, Parties.allocators(), Parties.runtimes());
      int compared = 0;
      List<String> wrong = new ArrayList<>();
      for (int object = 0; object < findings.objects().count(); object++) {
        ObjectParts parts = ObjectParts.of(findings, object);
        long offset = parts.parts().getFirst().offset();
        for (ObjectParts.Part part : parts.parts()) {
          assertThat(part.offset()).isEqualTo(offset);
          offset += part.bytes();
        }
        assertThat(offset - parts.parts().getFirst().offset()).isEqualTo(parts.pieceBytes());
        int at = truth.indexOf(findings.objects().address(object));
        if (at >= 0) {
          compared++;
          long size = truth.sizeof(at);
          if (size < parts.leastGetsizeof() || size > parts.mostGetsizeof()) {
            wrong.add(
                truth.type(at).name()
                    + " "
                    + size
                    + " not in "
                    + parts.leastGetsizeof()
                    + ".."
                    + parts.mostGetsizeof());
          }
        }
      }
      assertThat(compared).isGreaterThan(300);
      assertThat(wrong).as("of %d", compared).hasSizeLessThan(compared / 100);
    }
  }

  @Test
  void drawsABoxAndHidesValues() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      FathomRun hidden = FathomRun.of("explain", target.pid(), "str").assertFine();
      assertThat(hidden.out()).contains("A typical str", "ob_refcnt", "┌", "┘", "sys.getsizeof");
      assertThat(hidden.out()).doesNotContain("secret0");
      assertThat(hidden.lines())
          .filteredOn(line -> line.contains(" = "))
          .allMatch(line -> line.matches("  (sys.getsizeof|gc.is_tracked|interned) = .*"));
      FathomRun shown = FathomRun.of("explain", target.pid(), "str", "--values").assertFine();
      assertThat(shown.out()).contains("= 'secret0");
      assertThat(FathomRun.of("explain", target.pid(), "__main__.nothing").err())
          .contains("no object");
      assertThat(explain(target, "list")).containsEntry("structure", "PyListObject");
    }
  }

  /// The head of the list of weak references leads to no buffer of the object, whatever else it
  /// has.
  @Test
  void weakReferencesLeadToNoBuffer() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "million.py", 100)) {
      List<String> lines =
          FathomRun.of("explain", target.pid(), "__main__.Node").assertFine().lines();
      assertThat(lines)
          .filteredOn(line -> line.contains("__weakref__"))
          .isNotEmpty()
          .noneMatch(line -> line.contains("buffer"));
    }
  }

  @Test
  void whatIsNotThereIsOneLine() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      assertThat(FathomRun.of("explain", target.pid(), "0x10").assertOneLine(ExitCode.FAILED))
          .contains("0x10");
      assertThat(
              FathomRun.of("explain", target.pid(), "no\u001b[1mtype")
                  .assertOneLine(ExitCode.FAILED))
          .doesNotContain("\u001b");
    }
  }

  private static Map<String, @Nullable Object> explain(PythonTarget target, String wanted) {
    return Json.object(
        FathomRun.of("explain", target.pid(), wanted, "--json").assertFine().json().get("object"));
  }

  private static List<String> names(Map<String, @Nullable Object> object) {
    return Json.array(object.get("parts")).stream()
        .map(part -> String.valueOf(Json.object(part).get("name")))
        .collect(Collectors.toList());
  }
}
