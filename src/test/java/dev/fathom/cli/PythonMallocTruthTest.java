package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.object.TypeTable;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.ObjectTruth;
import dev.fathom.testing.PythonTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Objects in memory that is not pymalloc's: what `PYTHONMALLOC` asks for instead.
final class PythonMallocTruthTest {
  private static final int INSTANCES = 40_000;

  private static final List<String> COUNTED = List.of("__main__.Node", "__main__.Point", "list");

  @Test
  void objectsInMimalloc() throws ProcessAccessException {
    assertCounted(Interpreters.require(3, 13), "mimalloc", "mimalloc 2");
  }

  @Test
  void objectsInMimallocOfALaterVersion() throws ProcessAccessException {
    assertCounted(Interpreters.require(3, 14), "mimalloc", "mimalloc 2");
  }

  @Test
  void objectsInMalloc() throws ProcessAccessException {
    assertCounted(Interpreters.requireAny(), "malloc", "glibc");
  }

  @Test
  void objectsInMallocWithPadding() throws ProcessAccessException {
    assertCounted(Interpreters.requireAny(), "malloc_debug", "glibc");
  }

  @Test
  void objectsInPoolsWithPadding() throws ProcessAccessException {
    assertCounted(Interpreters.requireAny(), "pymalloc_debug", "glibc");
  }

  @Test
  void objectsInMimallocWithPadding() throws ProcessAccessException {
    assertCounted(Interpreters.require(3, 14), "mimalloc_debug", "mimalloc 2");
  }

  private static void assertCounted(Interpreter interpreter, String memory, String allocator)
      throws ProcessAccessException {
    try (PythonTarget python =
        PythonTarget.start(interpreter, Map.of("PYTHONMALLOC", memory), "million.py", INSTANCES)) {
      ObjectTruth truth = python.truth();
      try (Target target = LiveProcess.open(Math.toIntExact(python.pid()), Freeze.PTRACE)) {
        Findings findings = Survey.of(target, Parties.allocators(), Parties.runtimes());
        assertThat(findings.warnings()).isEmpty();
        assertThat(findings.allocators()).anyMatch(name -> name.startsWith(allocator));
        Map<String, Long> counts = counts(findings);
        for (String type : COUNTED) {
          assertThat(counts.get(type)).as(type).isEqualTo(truth.count(type));
        }
      }
    }
  }

  private static Map<String, Long> counts(Findings findings) {
    Map<String, Long> counts = new HashMap<>();
    for (int object = 0; object < findings.objects().count(); object++) {
      TypeTable.Type type = findings.types().get(findings.objects().type(object));
      String name =
          type.module().equals("builtins") ? type.name() : type.module() + "." + type.name();
      counts.merge(name, 1L, Long::sum);
    }
    return counts;
  }
}
