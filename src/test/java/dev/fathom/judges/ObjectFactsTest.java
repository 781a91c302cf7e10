package dev.fathom.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.object.Detail;
import dev.fathom.survey.look.SecondLook;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.MallocStatistics;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is told of single objects of Python beside their size, against what the interpreter says.
final class ObjectFactsTest {
  private static final Map<String, String> STATISTICS =
      Map.of(
          "list", "PyListObjects",
          "dict", "PyDictObjects",
          "float", "PyFloatObjects",
          "tuple", "2-sized PyTupleObjects");

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#spread")
  void areWhatTheInterpreterSays(Interpreter interpreter) throws IOException {
    try (PythonTarget target = PythonTarget.start(interpreter, "facts.py")) {
      MallocStatistics statistics = interpreter.isAtLeast(3, 10) ? target.mallocStatistics() : null;
      List<List<String>> facts = target.announced("fact");
      List<List<String>> kept = target.announced("kept");
      Map<Long, List<Detail>> told =
          SecondLook.describe(
              Math.toIntExact(target.pid()),
              Pause.of(Freeze.PTRACE),
              "cpython",
              Stream.concat(facts.stream(), kept.stream())
                  .map(words -> Long.parseLong(words.getFirst()))
                  .toList(),
              true,
              1);
      Map<String, String> wrong = new TreeMap<>();
      for (List<String> fact : facts) {
        String rest = fact.stream().skip(1).collect(Collectors.joining(" "));
        rest = interpreter.is(3, 14) ? rest.replace("generation 1", "generation 2") : rest;
        List<String> all =
            told.getOrDefault(Long.parseLong(fact.getFirst()), List.of()).stream()
                .map(detail -> detail.name() + " " + said(interpreter, detail))
                .toList();
        if (!all.contains(rest)) {
          wrong.put(rest, all.toString());
        }
      }
      for (List<String> each : kept) {
        MallocStatistics.FreeList list =
            statistics == null ? null : statistics.freeLists().get(STATISTICS.get(each.get(1)));
        String all = told.getOrDefault(Long.parseLong(each.getFirst()), List.of()).toString();
        if (list != null && !all.contains("name=free list, value=" + list.count() + " dead ")) {
          wrong.put(each.get(1) + " " + list.count(), all);
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(statistics == null || statistics.freeLists().containsKey("PyListObjects"))
          .isTrue();
      assertThat(facts).hasSizeGreaterThan(10);
    }
  }

  /// In words that all versions have in common: how for ever a string is interned the interpreter
  /// does not say, and 3.14 has young and old objects.
  private static String said(Interpreter interpreter, Detail detail) {
    return switch (detail.name()) {
      case "interned" -> detail.value().replaceAll(",.*", "");
      case "generation" ->
          interpreter.is(3, 14) ? detail.value().equals("young") ? "0" : "2" : detail.value();
      default -> detail.value();
    };
  }
}
