package dev.fathom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;

/// What surrounds objects, against what the process says of them.
final class GraphCommandTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#spread")
  void drawsWhatTheInterpreterSays(Interpreter interpreter) {
    try (PythonTarget target = PythonTarget.start(interpreter, "neighbours.py")) {
      List<String> ring = target.announced("ring").getFirst();
      Map<String, @Nullable Object> graph =
          FathomRun.of("graph", target.pid(), ring.getFirst(), "--json").assertFine().json();
      Map<String, @Nullable Object> middle = nodes(graph).getFirst();
      assertThat(middle)
          .containsEntry("type", "list")
          .containsEntry("path", "__main__.ring")
          .containsEntry("counted", Long.parseLong(ring.get(1)))
          .containsEntry("seen", Long.parseLong(ring.get(1)));
      assertThat(arrowsFrom(graph, 0))
          .isEqualTo(
              target.announced("referent").stream()
                  .map(words -> Long.parseLong(words.getFirst()))
                  .collect(Collectors.toCollection(TreeSet::new)));
      assertThat(labels(graph)).containsEntry("0-0", "[3]");
      String drawn = FathomRun.of("graph", target.pid(), ring.getFirst()).assertFine().out();
      assertThat(drawn).contains("[3] ─▶ itself", "['ring'] ── (", "refs 2");
      assertThat(drawn.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }
  }

  @Test
  void foldsWhatIsAlikeAndKeepsToItsBounds() throws Exception {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "neighbours.py")) {
      long pid = target.pid();
      String wide = target.announced("wide").getFirst().getFirst();
      assertThat(FathomRun.of("graph", pid, wide).assertFine().out())
          .contains("… 997 more __main__.Node")
          .contains("--nodes N");
      assertThat(nodes(FathomRun.of("graph", pid, wide, "--nodes=3", "--json").json())).hasSize(3);
      assertThat(nodes(FathomRun.of("graph", pid, wide, "--depth=1", "--json").json()))
          .allSatisfy(node -> assertThat(node.get("steps")).isIn(-1L, 0L, 1L));
      FathomRun.of("graph", pid, wide, "--depth=0").assertOneLine(ExitCode.USAGE);
      FathomRun.of("graph", pid, wide, "--nodes=201").assertOneLine(ExitCode.USAGE);
      FathomRun.of("graph", pid, wide, "--svg=-", "--json").assertOneLine(ExitCode.USAGE);
      FathomRun.of("graph", pid, "0x10").assertOneLine(ExitCode.FAILED);
      FathomRun.of("graph", pid, wide, "--svg", directory.resolve("no/such")).assertOneLine(1);

      // Two that refer to each other, and a snapshot says the same.
      Path file = directory.resolve("a.fathom");
      FathomRun.of("snapshot", pid, "-o", file).assertFine();
      Map<String, @Nullable Object> live =
          FathomRun.of("graph", pid, "__main__.first", "--json").json();
      Map<String, @Nullable Object> stored =
          FathomRun.of("graph", file, "__main__.first", "--json").json();
      assertThat(labels(stored)).isEqualTo(labels(live));
      String drawn = FathomRun.of("graph", pid, "__main__.first").out();
      assertThat(drawn).contains("__main__.second").doesNotContain("a secret text");
    }
  }

  @Test
  void writesSvgThatHarmsNobody() throws Exception {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "neighbours.py")) {
      String evil = target.announced("evil").getFirst().getFirst();
      Path file = directory.resolve("evil.svg");
      FathomRun run = FathomRun.of("graph", target.pid(), evil, "--svg", file).assertFine();
      assertThat(run.out()).contains("\\x1b").doesNotContain("\u001b");
      byte[] bytes = Files.readAllBytes(file);
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      Document svg = factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes));
      assertThat(svg.getDocumentElement().getTextContent())
          .contains("<b>\\x1b[31m&\"", ".__class__");
      assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain("<b>");
      assertThat(svg.getElementsByTagName("marker").getLength()).isEqualTo(1);
      assertThat(FathomRun.of("graph", target.pid(), evil, "--svg=-").assertFine().out())
          .startsWith("<svg ")
          .endsWith("</svg>\n");
    }
  }

  /// The head, the body and the data of values of Perl: what Devel::Peek prints of them.
  @Test
  void drawsHeadsBodiesAndData() {
    try (PerlTarget target = PerlTarget.start(Perls.requireSystem(), "every.pl")) {
      for (String variable : List.of("@main::list", "%main::cache", "$main::text")) {
        Map<String, String> truth = target.peek(variable);
        Map<String, @Nullable Object> graph =
            FathomRun.of("graph", target.pid(), truth.getOrDefault("at", ""), "--json")
                .assertFine()
                .json();
        Map<String, String> head = new HashMap<>();
        Map<String, String> body = new HashMap<>();
        Map<String, String> data = new HashMap<>();
        for (Object each : Json.array(nodes(graph).getFirst().get("details"))) {
          Map<String, @Nullable Object> detail = Json.object(each);
          Map<String, String> place =
              switch (String.valueOf(detail.get("part"))) {
                case "head" -> head;
                case "body" -> body;
                default -> data;
              };
          place.put(String.valueOf(detail.get("name")), String.valueOf(detail.get("value")));
        }
        assertThat(head).containsEntry("FLAGS", truth.get("FLAGS"));
        assertThat(body.keySet()).isSubsetOf(truth.keySet()).isNotEmpty();
        body.forEach((name, value) -> assertThat(value).as(name).isEqualTo(truth.get(name)));
        String where = variable.startsWith("$") ? "PV" : "ARRAY";
        assertThat(String.valueOf(truth.get(where))).startsWith(String.valueOf(data.get(where)));
      }
      assertThat(FathomRun.of("graph", target.pid(), "%main::cache").assertFine().out())
          .contains("┌ head 0x", "┌ body 0x", "┌ data 0x", "sv_any ─", "sv_u ─")
          .contains("%main::cache ── (", "GLOB", "STASH");
    }
  }

  private static List<Map<String, @Nullable Object>> nodes(Map<String, @Nullable Object> graph) {
    return Json.array(graph.get("nodes")).stream().map(Json::object).toList();
  }

  /// The addresses to which arrows lead from a node.
  private static Set<Long> arrowsFrom(Map<String, @Nullable Object> graph, long node) {
    Set<Long> addresses = new TreeSet<>();
    for (Object each : Json.array(graph.get("arrows"))) {
      Map<String, @Nullable Object> arrow = Json.object(each);
      if (Long.valueOf(node).equals(arrow.get("from"))) {
        int to = Integer.parseInt(String.valueOf(arrow.get("to")));
        addresses.add(Long.parseLong(String.valueOf(nodes(graph).get(to).get("address"))));
      }
    }
    return addresses;
  }

  private static Map<String, String> labels(Map<String, @Nullable Object> graph) {
    Map<String, String> labels = new HashMap<>();
    for (Object each : Json.array(graph.get("arrows"))) {
      Map<String, @Nullable Object> arrow = Json.object(each);
      labels.put(arrow.get("from") + "-" + arrow.get("to"), String.valueOf(arrow.get("label")));
    }
    return labels;
  }
}
