package dev.fathom.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Json;
import dev.fathom.testing.NativeTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dashboard for Grafana in docs/ asks for what `fathom metrics` tells, by the labels that it
/// has.
final class MetricsDashboardTest {
  private static final Path DASHBOARD = Path.of("docs/metrics-dashboard.json");
  private static final Pattern FAMILY = Pattern.compile("\\bfathom_\\w+");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

  /// `metric{label=~"…"}`: what is asked of one family.
  private static final Pattern MATCHERS = Pattern.compile("(fathom_\\w+)\\{([^}]*)}");

  private static final Pattern MATCHED = Pattern.compile("([a-z_]+)(?:=~?|!=|!~)\"([^\"]*)\"");

  /// `by (a, b)`, `on (a)`: labels that all families of the expression have.
  private static final Pattern GROUPED = Pattern.compile("\\b(?:by|on) \\(([^)]*)\\)");

  private static final Pattern SHOWN = Pattern.compile("\\{\\{(\\w+)}}");

  @TempDir private Path folder;

  @Test
  void eachPanelIsAnswered() throws IOException {
    Path program = Files.copy(CProgram.compile("family.c", "-static"), folder.resolve("forking"));
    Map<String, Set<String>> labels;
    try (NativeTarget _ = NativeTarget.start(program, 3, 16, 4)) {
      labels = labels(FathomRun.of("metrics", "forking", "--once", "--look-every=1").out());
    }
    List<Map<String, @Nullable Object>> queries = new ArrayList<>();
    collect(Json.parse(Files.readString(DASHBOARD)), queries);
    assertThat(queries).hasSizeGreaterThan(10);
    for (Map<String, @Nullable Object> query : queries) {
      String asked = String.valueOf(query.get("expr"));
      List<String> families = FAMILY.matcher(asked).results().map(found -> found.group()).toList();
      assertThat(families).as(asked).isNotEmpty();
      assertThat(labels.keySet()).as(asked).containsAll(families);
      MATCHERS
          .matcher(asked)
          .results()
          .forEach(of ->
              assertThat(labels.get(of.group(1))).as(asked).containsAll(matched(of.group(2))));
      List<String> grouped =
          GROUPED
              .matcher(asked)
              .results()
              .flatMap(found -> List.of(found.group(1).split(", *", -1)).stream())
              .toList();
      families.forEach(family -> assertThat(labels.get(family)).as(asked).containsAll(grouped));
      List<String> shown =
          SHOWN
              .matcher(String.valueOf(query.get("legendFormat")))
              .results()
              .map(found -> found.group(1))
              .toList();
      assertThat(labels.get(families.getFirst())).as(asked).containsAll(shown);
    }
  }

  private static List<String> matched(String matchers) {
    return MATCHED.matcher(matchers).results().map(found -> found.group(1)).toList();
  }

  /// {@return which labels the series of each family have}
  private static Map<String, Set<String>> labels(String text) {
    Map<String, Set<String>> labels = new TreeMap<>();
    text.lines()
        .filter(line -> line.startsWith("fathom_"))
        .forEach(line -> {
          Matcher family = FAMILY.matcher(line);
          if (family.find()) {
            Set<String> names = labels.computeIfAbsent(family.group(), each -> new TreeSet<>());
            LABEL.matcher(line).results().forEach(found -> names.add(found.group(1)));
          }
        });
    return labels;
  }

  private static void collect(@Nullable Object value, List<Map<String, @Nullable Object>> queries) {
    if (value instanceof List<?>) {
      Json.array(value).forEach(each -> collect(each, queries));
    } else if (value instanceof Map<?, ?>) {
      Map<String, @Nullable Object> members = Json.object(value);
      if (members.get("expr") instanceof String) {
        queries.add(members);
      }
      members.values().forEach(each -> collect(each, queries));
    }
  }
}
