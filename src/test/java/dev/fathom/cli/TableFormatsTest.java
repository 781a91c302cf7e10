package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.report.table.DeclaredTables;
import dev.fathom.report.table.OwnersTable;
import dev.fathom.report.table.TypesTable;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One figure is the same in every form of an answer, and documented where the tables are.
final class TableFormatsTest {
  @TempDir private Path directory;

  /// A snapshot, so that all forms are of one look.
  @Test
  void csvMarkdownAndJsonHaveTheSameFigures() {
    Path file = directory.resolve("a.fathom");
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
    }
    for (Map.Entry<String, TableSpec<?>> each : DeclaredTables.byCommand().entrySet()) {
      switch (each.getKey()) {
        case "pages" -> {} // which looks at live processes alone
        case "diff" -> assertSame(each.getValue(), "diff", file, file);
        default -> assertSame(each.getValue(), each.getKey(), file);
      }
    }
  }

  private static void assertSame(TableSpec<?> spec, Object... command) {
    List<String> csv = run(command, "--format", "csv").lines();
    List<String> markdown = run(command, "--format", "md").lines();
    List<?> json = Json.array(Json.parseObject(run(command, "--json").out()).get(spec.id()));
    assertThat(csv.getFirst())
        .isEqualTo(String.join(",", spec.columns().stream().map(Column::id).toList()));
    assertThat(csv).as("%s", command[0]).hasSize(json.size() + 1);
    assertThat(markdown).hasSize(json.size() + 2);
    for (int row = 0; row < json.size(); row++) {
      Map<String, @Nullable Object> object = Json.object(json.get(row));
      assertThat(object.keySet())
          .containsExactlyElementsOf(spec.columns().stream().map(Column::id).toList());
      for (Column<?> column : spec.columns()) {
        Object value = object.get(column.id());
        if (column.kind() == Column.Kind.BYTES || column.kind() == Column.Kind.COUNT) {
          assertThat(cells(csv.get(row + 1))).contains(String.valueOf(value));
          long number = value instanceof Long bytes ? bytes : -1;
          assertThat(markdown.get(row + 2)).contains(" %,d ".formatted(number));
        }
      }
    }
  }

  private static FathomRun run(Object[] command, Object... options) {
    return FathomRun.of(
        Stream.concat(Stream.of(command), Stream.of(options)).toArray(Object[]::new));
  }

  private static List<String> cells(String line) {
    return List.of(line.split(",", -1));
  }

  @Test
  void thePagesOfAProcessAreATable() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      List<String> csv = FathomRun.of("pages", target.pid(), "--format", "csv").lines();
      assertThat(csv.getFirst()).startsWith("start,end,permissions,name,rss,");
      assertThat(csv).hasSizeGreaterThan(10);
    }
  }

  @Test
  void twoFormsAreWrongUse() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      assertThat(FathomRun.of("objects", target.pid(), "--json", "--format", "csv").code())
          .isEqualTo(ExitCode.USAGE);
    }
  }

  /// What the documentation says of each column is what stands beside its getter.
  @Test
  void theDocumentationHasEveryColumn() throws IOException {
    List<String> expected = new ArrayList<>();
    DeclaredTables.byCommand()
        .forEach((command, spec) ->
            spec.columns()
                .forEach(column ->
                    expected.add(
                        "| `%s` | `%s` | `%s` | %s | %s |"
                            .formatted(
                                command,
                                spec.id(),
                                column.id(),
                                column.kind().unit(),
                                column.meaning()))));
    assertThat(
            Files.readAllLines(Path.of("docs/tables.md")).stream()
                .filter(line -> line.startsWith("| `")))
        .containsExactlyElementsOf(expected);
  }

  /// The page's own types have every column that its data has.
  @Test
  void thePageKnowsEveryColumn() throws IOException {
    String types = Files.readString(Path.of("web/src/data.ts"));
    Map<String, TableSpec<?>> interfaces =
        Map.of("OwnerRow", OwnersTable.SPEC, "TypeRow", TypesTable.SPEC);
    interfaces.forEach((name, spec) -> {
      int from = types.indexOf("interface " + name + " {");
      assertThat(from).as(name).isNotNegative();
      List<String> declared =
          Stream.of(types.substring(from, types.indexOf('}', from)).split("[;\\n]"))
              .map(line -> line.strip().replaceAll(":.*", ""))
              .toList();
      assertThat(declared).containsAll(spec.columns().stream().map(Column::id).toList());
    });
  }
}
