package dev.fathom.cli.linking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Which modules an interpreter includes, against what it says itself: `modules.py`.
final class IncludedModulesTest {
  @Test
  void modulesAreThoseOfTheInterpreter() {
    for (Interpreter interpreter : Interpreters.supported()) {
      try (PythonTarget target = PythonTarget.start(interpreter, "modules.py")) {
        LinkRun run = LinkRun.of(target.pid());
        assertThat(told(run, "built-in", "name"))
            .as("%s", interpreter)
            .isEqualTo(said(target, "builtin"))
            .contains("sys");
        if (interpreter.isAtLeast(3, 11)) {
          assertThat(told(run, "frozen", "name"))
              .as("%s", interpreter)
              .isEqualTo(said(target, "frozen"));
        }
        if (interpreter.isAtLeast(3, 0)) {
          assertThat(told(run, "extension", "path"))
              .as("%s", interpreter)
              .isEqualTo(said(target, "file"));
        }
      }
    }
  }

  @Test
  void theScreenHasThem() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "modules.py")) {
      String out =
          FathomRun.of("link", target.pid(), "--modules")
              .assertFine()
              .out()
              .replaceAll("\\s+", " ");
      assertThat(out)
          .startsWith(said(target, "builtin").size() + " modules are compiled in, ")
          .contains("COMPILED INTO /");
      said(target, "builtin").forEach(name -> assertThat(out).contains(" " + name));
    }
  }

  @Test
  void aProgramThatIsNoInterpreterHasNone() {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("kept.c"))) {
      assertThat(FathomRun.of("link", target.pid(), "--modules").assertFine().out())
          .startsWith("No modules: ");
    }
  }

  private static Set<String> said(PythonTarget target, String what) {
    Set<String> said = new TreeSet<>();
    target.announced(what).forEach(words -> said.add(words.getFirst()));
    return said;
  }

  private static Set<String> told(LinkRun run, String kind, String column) {
    Set<String> told = new TreeSet<>();
    List<Map<String, @Nullable Object>> rows = LinkRun.rows(run.json(), "modules");
    rows.stream()
        .filter(row -> kind.equals(row.get("kind")))
        .forEach(row -> told.add(String.valueOf(row.get(column))));
    return told;
  }
}
