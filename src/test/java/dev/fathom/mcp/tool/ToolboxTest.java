package dev.fathom.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.ask.Manner;
import dev.fathom.mcp.json.JsonTree;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.JsonSchemas;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the tools answer, and what not, of one process with names that would break formats.
final class ToolboxTest {
  private static final Manner MANNER = Manner.of(Pause.of(Freeze.PTRACE));

  @Test
  void eachToolAnswersAsItsSchemaSays() {
    Toolbox tools = Toolbox.of(MANNER, true);
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "planted.py", "hostile_names")) {
      String pid = Long.toString(python.pid());
      assertAnswers(tools, "processes", Map.of());
      for (String tool : new String[] {"report", "owners", "objects", "fragmentation", "advice"}) {
        String text = assertAnswers(tools, tool, Map.of("process", pid));
        assertThat(text).contains("[data ").contains("[end ");
      }
      for (String by :
          new String[] {"module", "size", "owner", "pattern", "kind", "via", "object"}) {
        assertAnswers(tools, "objects", Map.of("process", pid, "by", by));
      }
      assertAnswers(tools, "path", Map.of("process", pid, "of", "dict"));
      assertAnswers(tools, "explain", Map.of("process", pid, "of", "dict", "values", true));
      assertThat(assertAnswers(tools, "diff", Map.of("process", pid))).contains("Before: Process");
      assertThat(assertAnswers(tools, "sql", Map.of("process", pid, "query", "select 41 + 1 as x")))
          .contains("42");
      assertAnswers(tools, "lab", Map.of());
    }
  }

  @Test
  void theDocumentHasEachToolAndWhatItTakes() throws IOException {
    List<String> document = Files.readAllLines(Path.of("docs/mcp.md"));
    for (Map<String, Object> tool : Toolbox.of(MANNER, false).list()) {
      Map<String, @Nullable Object> schema = Json.object(tool.get("inputSchema"));
      String taken =
          Json.object(schema.get("properties")).keySet().stream()
              .filter(name -> !name.equals("more"))
              .map(name -> "`" + name + "`")
              .collect(Collectors.joining(", "));
      String row = "| `" + tool.get("name") + "` | " + (taken.isEmpty() ? "" : taken + " ") + "|";
      assertThat(document).as(row).anyMatch(line -> line.startsWith(row));
    }
  }

  @Test
  void aQueryReadsNothingElse() {
    Toolbox tools = Toolbox.of(MANNER, false);
    try (PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "bare.py")) {
      for (String query :
          new String[] {
            "select * from read_csv('/etc/passwd')",
            "copy (select 1) to '/tmp/fathom-never'",
            "attach '/tmp/fathom-never'",
            "install httpfs",
            "select from where"
          }) {
        Map<String, Object> result =
            tools.call("sql", Map.of("process", Long.toString(python.pid()), "query", query));
        assertThat(result).as(query).containsEntry("isError", true);
      }
    }
  }

  @Test
  void theTextOfStringsIsToldOnlyWhereTheServerMay() {
    try (PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "million.py", 100)) {
      Map<String, @Nullable Object> asked = new LinkedHashMap<>();
      asked.put("process", Long.toString(python.pid()));
      asked.put("of", "__main__.cities[0][0]");
      asked.put("values", true);
      assertThat(assertAnswers(Toolbox.of(MANNER, true), "explain", asked)).contains("city-0");
      assertThat(Toolbox.of(MANNER, false).call("explain", asked)).containsEntry("isError", true);
      asked.put("values", false);
      assertThat(assertAnswers(Toolbox.of(MANNER, false), "explain", asked))
          .doesNotContain("city-0");
    }
  }

  /// Asserts that it is an answer as published, of printable text alone.
  private static String assertAnswers(
      Toolbox tools, String tool, Map<String, @Nullable Object> arguments) {
    Map<String, Object> result = tools.call(tool, arguments);
    String text =
        String.valueOf(Json.object(Json.array(result.get("content")).getFirst()).get("text"));
    assertThat(result).as(tool + ": " + text).containsEntry("isError", false);
    JsonSchemas.assertValid("mcp", JsonTree.text(Json.object(result.get("structuredContent"))));
    assertThat(text.codePoints().filter(c -> c != '\n'))
        .as(tool)
        .noneMatch(c ->
            Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.SURROGATE);
    return text;
  }
}
