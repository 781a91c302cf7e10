package dev.fathom.cli.linking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.linking.Bindings;
import dev.fathom.analysis.linking.LinkFinding;
import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.RelocationColumns;
import dev.fathom.survey.linking.FileLinks;
import dev.fathom.testing.RealTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who resolves whom is what glibc's loader says when it is asked (`LD_DEBUG=bindings`).
final class BindingsJudgeTest {
  private static final Pattern BINDING =
      Pattern.compile(
          "binding file (\\S+) \\[0\\] to (\\S+) \\[0\\]: \\w+ symbol `([^']+)'(?: \\[(\\S+)\\])?");

  /// Programs that end at once when they are asked for their version.
  private static final List<String> PROGRAMS =
      List.of("ls", "bash", "gcc", "perl", "git", "gdb", "tar");

  @TempDir private Path folder;

  @Test
  void bindingsOfPrograms() throws IOException {
    int compared = 0;
    for (String name : PROGRAMS) {
      Path program = Path.of("/usr/bin", name);
      if (!Files.isExecutable(program)) {
        continue;
      }
      RealTools.Result said =
          new RealTools(folder)
              .run(
                  Map.of("LD_DEBUG", "bindings", "LD_BIND_NOW", "1"),
                  List.of(program.toString(), "--version"));
      Map<String, Map<String, String>> expected = new HashMap<>();
      Matcher lines = BINDING.matcher(said.printed());
      while (lines.find()) {
        expected
            .computeIfAbsent(real(lines.group(1)), file -> new HashMap<>())
            .put(lines.group(3), real(lines.group(2)));
      }
      compared += compare(program, expected);
    }
    Assumptions.assumeTrue(compared > 0, "the loader here does not tell its bindings");
    assertThat(compared).isGreaterThan(1000);
  }

  private static int compare(Path program, Map<String, Map<String, String>> expected)
      throws IOException {
    LinkGraph graph = FileLinks.of(Path.of("/"), "").alone(program);
    Bindings bindings = new Bindings();
    int compared = 0;
    for (int number = 0; number < graph.files().size(); number++) {
      LinkedFile file = graph.files().get(number);
      Map<String, String> told = new HashMap<>(expected.getOrDefault(real(file.path()), Map.of()));
      // Of a variable that is copied two are told: where from, and where to.
      for (int i = 0; i < file.relocations().count(); i++) {
        if (file.relocations().kind(i) == RelocationColumns.Kind.COPY) {
          told.remove(graph.names().text(file.symbols().name(file.relocations().symbol(i))));
        }
      }
      List<Integer> scope = graph.scope(number);
      for (int i = 0; i < file.relocations().count(); i++) {
        int symbol = file.relocations().symbol(i);
        String name = graph.names().text(file.symbols().name(symbol));
        RelocationColumns.Kind kind = file.relocations().kind(i);
        if (symbol == 0 || !told.containsKey(name)) {
          continue;
        }
        Optional<Bindings.Definition> bound = bindings.bound(graph, scope, number, symbol, kind);
        assertThat(bound.map(each -> real(graph.files().get(each.file()).path())))
            .as("%s in %s, of %s", name, file.path(), program)
            .contains(String.valueOf(told.get(name)));
        compared++;
      }
    }
    return compared;
  }

  private static String real(String path) {
    try {
      return Path.of(path).toRealPath().toString();
    } catch (IOException nameless) {
      // The loader names the program as it was called.
      return path;
    }
  }

  @Test
  void theDocumentationHasEveryFinding() throws IOException {
    String text = Files.readString(Path.of("docs/linking.md"));
    TreeSet<String> documented = new TreeSet<>();
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("| `")) {
        Matcher ids = Pattern.compile("`([a-z-]+)`").matcher(line.split("\\|", -1)[1]);
        while (ids.find()) {
          documented.add(ids.group(1));
        }
      }
    }
    assertThat(documented)
        .isEqualTo(
            Arrays.stream(LinkFinding.Kind.values())
                .map(LinkFinding.Kind::id)
                .collect(Collectors.toCollection(TreeSet::new)));
  }
}
