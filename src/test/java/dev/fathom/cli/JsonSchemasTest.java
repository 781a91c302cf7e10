package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.command.Commands;
import dev.fathom.cli.shell.Screen;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.JsonSchemas;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Each command that prints JSON has a published schema, and prints what that allows. [FathomRun]
/// asserts the latter wherever a test runs a command; here each is run once.
final class JsonSchemasTest {
  /// What schemas of commands refer to, and answers that only `fathom serve` and `fathom mcp` give.
  private static final List<String> NO_COMMANDS =
      List.of("common", "mcp", "serve-instances", "serve-live", "tables", "words");

  @TempDir private Path directory;

  @Test
  void everyCommandWithJsonHasASchemaAndNoOtherOne() {
    List<String> expected = new ArrayList<>(NO_COMMANDS);
    commands().forEach(command -> expected.add(command.replace(' ', '-')));
    expected.add("report-sample"); // what --sample makes of a report
    expected.add("diff-before"); // two releases in a dataset
    assertThat(JsonSchemas.names()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void everyCommandPrintsWhatItsSchemaAllows() throws IOException {
    Interpreter python = Interpreters.requireAny();
    try (PythonTarget target = PythonTarget.start(python, "shapes.py");
        PythonTarget other = PythonTarget.start(python, "shapes.py")) {
      Map<String, List<Object>> arguments = arguments(python.path(), target.pid());
      arguments.put("workers", List.of(target.pid(), other.pid()));
      assertThat(arguments.keySet()).containsExactlyInAnyOrderElementsOf(commands());
      arguments.forEach((command, rest) -> {
        Object[] words =
            Stream.of(Stream.of(command.split(" ")), rest.stream(), Stream.of("--json"))
                .flatMap(each -> each)
                .toArray();
        if (command.equals("watch")) {
          words = new Object[] {"watch", "--json", "--", "true"};
        }
        FathomRun run = FathomRun.of(words);
        assertThat(run.out()).as("%s: %s", command, run.err()).startsWith("{");
      });
    }
  }

  /// What each takes beside `--json`.
  private Map<String, List<Object>> arguments(Path python, long process) throws IOException {
    Path file = directory.resolve("a.fathom");
    FathomRun.of("snapshot", process, "-o", file).assertFine();
    Path trace = Files.writeString(directory.resolve("trace"), "alloc a 1000\nfree a\n");
    Path scenario = directory.resolve("mine.lab");
    Files.writeString(scenario, "process p\nmap 0 w heap\nread 5\n");
    Map<String, List<Object>> arguments = new LinkedHashMap<>();
    for (String command :
        List.of("report", "objects", "owners", "leaks", "fragmentation", "pins")) {
      arguments.put(command, List.of(file));
    }
    arguments.put("path", List.of(file, "dict"));
    arguments.put("graph", List.of(file, "dict"));
    arguments.put("advise", List.of(file));
    arguments.put("explain", List.of(file, "dict"));
    arguments.put("address", List.of(file, "0x1000"));
    arguments.put("diff", List.of(file, file));
    arguments.put("sql", List.of(file, "select 1 as one"));
    arguments.put("snapshot", List.of(process, "-o", directory.resolve("b.fathom")));
    arguments.put("export", List.of(file, "--to", "folded", "-o", directory.resolve("a.folded")));
    Path dataset = directory.resolve("dataset");
    FathomRun.of("snapshot", process, "--into", dataset).assertFine();
    arguments.put("dataset", List.of(dataset));
    arguments.put("dataset compact", List.of(dataset));
    arguments.put("top", List.of());
    arguments.put("pages", List.of(process));
    arguments.put("verify", List.of(process));
    arguments.put("numbers", List.of(process));
    arguments.put("container", List.of(process));
    arguments.put("doctor", List.of(process));
    arguments.put("link", List.of(process));
    arguments.put("watch", List.of());
    arguments.put("demo", List.of());
    arguments.put("experiment", List.of());
    arguments.put(
        "experiment objects", List.of("--interpreter", python, "--items", 100, "--part", "ints"));
    arguments.put("experiment fork-sharing", List.of("--interpreter", python, "--items", 100_000));
    arguments.put("experiment workers", List.of("--interpreter", python, "--items", 1));
    arguments.put("experiment demand-paging", List.of("--interpreter", python, "--items", 8));
    arguments.put("experiment fragmentation", List.of("--interpreter", python, "--items", 200));
    arguments.put("experiment recursion", List.of("--interpreter", python, "--items", 2));
    arguments.put("experiment linking", List.of("--items", 100));
    arguments.put("lab", List.of());
    arguments.put("lab run", List.of(scenario));
    arguments.put("lab allocators", List.of("--items", 2000));
    arguments.put("lab replay", List.of(trace));
    arguments.put("lab workers", List.of("--parent", "1GiB", "--limit", "8GiB"));
    return arguments;
  }

  /// {@return the commands that print JSON, by the words that they are asked for with} `serve`
  /// takes the options of a look, and so `--json`, but prints no answer.
  private static List<String> commands() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Screen screen = new Screen(nowhere, nowhere);
    List<String> found = new ArrayList<>();
    for (String name : Commands.named("", screen).keySet()) {
      if (!name.equals("serve")) {
        collect(name, new CommandLine(Commands.named(name, screen).get(name)), found);
      }
    }
    return found;
  }

  private static void collect(String words, CommandLine command, List<String> found) {
    if (command.getCommandSpec().findOption("--json") != null) {
      found.add(words);
    }
    command.getSubcommands().forEach((name, inner) -> collect(words + " " + name, inner, found));
  }
}
