package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.groups.Partition;
import dev.fathom.ask.linking.ProcessAnswer;
import dev.fathom.ask.linking.ProcessQuestion;
import dev.fathom.ask.pages.PagesAnswer;
import dev.fathom.ask.pages.PagesQuestion;
import dev.fathom.ask.top.TopQuestion;
import dev.fathom.ask.workers.WorkersAnswer;
import dev.fathom.ask.workers.WorkersQuestion;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.family.Applications;
import dev.fathom.report.linking.LinkJson;
import dev.fathom.report.linking.ProcessReport;
import dev.fathom.report.processes.JsonPages;
import dev.fathom.report.processes.JsonTop;
import dev.fathom.report.processes.JsonWorkers;
import dev.fathom.report.processes.PagesReport;
import dev.fathom.report.processes.TopReport;
import dev.fathom.report.processes.WorkersReport;
import dev.fathom.report.table.ApplicationsTable;
import dev.fathom.report.table.ArenasTable;
import dev.fathom.report.table.CausesTable;
import dev.fathom.report.table.ChecksTable;
import dev.fathom.report.table.ComparedWorker;
import dev.fathom.report.table.DeclaredTables;
import dev.fathom.report.table.FreeSizesTable;
import dev.fathom.report.table.GroupsTable;
import dev.fathom.report.table.LeaksTable;
import dev.fathom.report.table.MappingsTable;
import dev.fathom.report.table.OwnersTable;
import dev.fathom.report.table.PinsTable;
import dev.fathom.report.table.PoolsTable;
import dev.fathom.report.table.TypesTable;
import dev.fathom.report.table.WorkersTable;
import dev.fathom.report.table.WrittenTypesTable;
import dev.fathom.report.table.growth.AccountGrowthTable;
import dev.fathom.report.table.linking.LibrariesTable;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import dev.fathom.view.Column;
import dev.fathom.view.Escape;
import dev.fathom.view.PlainTable;
import dev.fathom.view.Style;
import dev.fathom.view.TableSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One figure is the same in every form of an answer, and documented where the tables are.
final class TableFormatsTest {
  private static final int WIDE = 400;

  /// A cell of CSV and the comma before it: quoted, or not.
  private static final Pattern CELL = Pattern.compile(",(?:\"((?:[^\"]|\"\")*)\"|([^,\"]*))");

  /// `DatasetTest` has a dataset, and looks at their figures.
  private static final Set<String> OF_DATASETS = Set.of("dataset", "diff --before");

  @TempDir private Path directory;

  /// The forms of one answer.
  ///
  /// @param screen as people get it
  /// @param json as programs do
  /// @param csv the first table of it
  /// @param markdown the same
  private record Forms(
      List<String> screen,
      Map<String, @Nullable Object> json,
      List<String> csv,
      List<String> markdown) {
    /// Runs a command in each form: on a file, so that all are of one look.
    static Forms of(Object... command) {
      return new Forms(
          run(command).lines(),
          run(command, "--json").json(),
          run(command, "--format", "csv").lines(),
          run(command, "--format", "md").lines());
    }

    /// Writes what was found in one look at processes in each form.
    static <R> Forms of(
        TableSpec<R> spec, List<R> rows, List<String> screen, Consumer<OutputStream> json) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      json.accept(bytes);
      return new Forms(
          screen,
          Json.parseObject(bytes.toString(UTF_8)),
          PlainTable.csv(spec, rows),
          PlainTable.markdown(spec, rows));
    }
  }

  /// What a screen shows of a table.
  ///
  /// @param table where its rows stand in JSON
  /// @param spec its columns
  /// @param heads of the screen, and the ids of the columns that these show; empty where the screen
  ///   has other words
  private record Shown(String table, TableSpec<?> spec, Map<String, String> heads) {}

  /// Every table that a screen has, by command. That it is one of [DeclaredTables] is asserted.
  private static Map<String, List<Shown>> shown() {
    Shown owners =
        new Shown(
            "owners",
            OwnersTable.SPEC,
            Map.of(
                "retained", "retained",
                "proportional", "proportional",
                "objects", "objects",
                "type", "type",
                "path", ""));
    Map<String, List<Shown>> all = new LinkedHashMap<>();
    all.put(
        "report",
        List.of(
            new Shown("types", TypesTable.SPEC, same("count", "shallow", "allocated")), owners));
    all.put(
        "objects",
        List.of(
            new Shown(
                "rows",
                GroupsTable.of(Partition.By.TYPE),
                Map.of(
                    "count", "count",
                    "shallow", "shallow",
                    "allocated", "allocated",
                    "group", "type"))));
    all.put("owners", List.of(owners));
    all.put(
        "owners --returned",
        List.of(
            new Shown(
                "owners",
                OwnersTable.WITH_RETURNED,
                Map.of(
                    "retained", "retained",
                    "returned", "returned",
                    "after release", "returnedAfterRelease",
                    "type", "type",
                    "path", ""))));
    all.put(
        "owners --reached",
        List.of(
            new Shown(
                "owners",
                OwnersTable.WITH_REACHED,
                Map.of(
                    "retained", "retained",
                    "reached", "reached",
                    "shared", "shared",
                    "type", "type",
                    "path", ""))));
    all.put(
        "leaks",
        List.of(
            new Shown(
                "leaks",
                LeaksTable.SPEC,
                Map.of(
                    "count", "count",
                    "objects", "objects",
                    "bytes", "bytes",
                    "example", "example",
                    "what", "shape"))));
    all.put(
        "pages",
        List.of(
            new Shown(
                "mappings",
                MappingsTable.SPEC,
                Map.of(
                    "SIZE", "size",
                    "RSS", "rss",
                    "PSS", "pss",
                    "SCLEAN", "sharedClean",
                    "PDIRTY", "privateDirty"))));
    all.put(
        "fragmentation",
        List.of(
            new Shown(
                "arenas",
                ArenasTable.SPEC,
                Map.of(
                    "live", "live",
                    "free", "free",
                    "top", "top",
                    "trapped", "trapped",
                    "trimmable", "trimmable",
                    "largest", "largestFree")),
            new Shown(
                "histogram", FreeSizesTable.SPEC, Map.of("count", "chunks", "bytes", "bytes")),
            new Shown(
                "poolClasses",
                PoolsTable.CLASSES,
                Map.of(
                    "pools", "pools",
                    "blocks", "blocks",
                    "live", "live",
                    "free", "free",
                    "trapped", "trapped",
                    "largest", "largestFree"))));
    all.put(
        "pins",
        List.of(
            new Shown(
                "pins",
                PinsTable.SPEC,
                Map.of(
                    "PIN", "address",
                    "size", "size",
                    "releases", "releases",
                    "in all", "cumulative",
                    "type", "type",
                    "owner", "owner")),
            new Shown(
                "poolArenas",
                PoolsTable.ARENAS,
                Map.of("blocks", "blocks", "live", "live", "would release", "resident"))));
    all.put(
        "workers",
        List.of(
            new Shown(
                "workers",
                WorkersTable.SPEC,
                Map.of("PID", "pid", "RSS", "rss", "PSS", "pss", "USS", "uss")),
            new Shown(
                "causes",
                CausesTable.SPEC,
                Map.of(
                    "UN-SHARED FOR", "label",
                    "bytes", "bytes",
                    "changed", "changed",
                    "pages for it alone", "pages")),
            new Shown(
                "types",
                WrittenTypesTable.SPEC,
                Map.of("ON OBJECTS OF TYPE", "type", "bytes", "bytes"))));
    all.put(
        "top",
        List.of(
            new Shown(
                "applications",
                ApplicationsTable.SPEC,
                Map.of(
                    "RSS", "rss",
                    "SHR", "shared",
                    "VIRT", "virtual",
                    "Δ", "delta",
                    "PID", "pid",
                    "COMMAND", "command"))));
    all.put(
        "link",
        List.of(
            new Shown(
                "libraries",
                LibrariesTable.SPEC,
                Map.of(
                    "written", "written",
                    "private", "private",
                    "shared", "shared",
                    "resident", "resident",
                    "relocations", "relocations"))));
    all.put(
        "verify",
        List.of(new Shown("checks", ChecksTable.SPEC, Map.of("Fathom", "fathom", "unit", "unit"))));
    all.put(
        "diff",
        List.of(
            new Shown(
                "accounts",
                AccountGrowthTable.SPEC,
                Map.of(
                    "BALANCE", "", "before", "before", "after", "after", "Δ resident", "delta"))));
    return all;
  }

  private static Map<String, String> same(String... ids) {
    return Stream.of(ids).collect(Collectors.toMap(id -> id, id -> id));
  }

  @Test
  void aFigureIsTheSameInEveryForm() throws IOException {
    Map<String, Forms> forms = new LinkedHashMap<>();
    Path file = directory.resolve("a.fathom");
    Path rings = directory.resolve("rings.fathom");
    snapshot(file, "fragment.py", 0.01);
    snapshot(rings, "rings.py", 50);
    for (String command : List.of("report", "objects", "owners", "fragmentation", "pins")) {
      forms.put(command, Forms.of(command, file));
    }
    forms.put("owners --returned", Forms.of("owners", file, "--returned"));
    forms.put("owners --reached", Forms.of("owners", file, "--reached"));
    forms.put("leaks", Forms.of("leaks", rings));
    forms.put("diff", Forms.of("diff", rings, file));
    Applications applications = new TopQuestion().answer();
    forms.put(
        "top",
        Forms.of(
            ApplicationsTable.SPEC,
            applications.all(),
            TopReport.lines(
                applications,
                new TopReport.Layout(500, TopReport.Form.APPLICATIONS, false, false),
                Style.PLAIN,
                WIDE),
            out -> JsonTop.write(applications, 0, out)));
    forms.put("workers", workers());
    forms.put("pages", pages());
    forms.put("link", link());
    forms.put("verify", Forms.of("verify", file));
    assertThat(forms.keySet()).containsExactlyInAnyOrderElementsOf(shown().keySet());
    Set<String> declared = new HashSet<>(DeclaredTables.byCommand().keySet());
    declared.removeAll(OF_DATASETS);
    assertThat(forms.keySet()).containsExactlyInAnyOrderElementsOf(declared);
    forms.forEach((command, each) -> {
      assertPlainFormsAreOfJson(declared(command).getFirst(), each);
      shown()
          .getOrDefault(command, List.of())
          .forEach(shown -> assertScreenIsOfJson(command, shown, each));
    });
    assertServedIsTheSame(file, forms);
  }

  private static void snapshot(Path file, String script, Object argument) {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), script, argument)) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
    }
  }

  private static Forms pages() throws IOException {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      int process = Math.toIntExact(target.pid());
      PagesAnswer answer = new PagesQuestion(process, Pause.of(Freeze.PTRACE), 500).answer();
      return Forms.of(
          MappingsTable.SPEC,
          answer.tallies(),
          PagesReport.lines(answer, 500, Style.PLAIN, WIDE),
          out -> JsonPages.write(process, answer, 0, out));
    }
  }

  private static Forms link() throws IOException {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      ProcessAnswer answer = new ProcessQuestion(Math.toIntExact(target.pid())).answer();
      return Forms.of(
          LibrariesTable.SPEC,
          answer.libraries(),
          ProcessReport.lines(answer, 500, false, Style.PLAIN, WIDE),
          out -> LinkJson.write(answer, 0, out));
    }
  }

  private static Forms workers() throws IOException {
    try (PythonTarget parent =
        PythonTarget.start(
            Interpreters.requireAny(), "workers.py", 20_000, "collect", "replace", "idle")) {
      WorkersAnswer answer =
          new WorkersQuestion(
                  List.of(Math.toIntExact(parent.pid())), Pause.of(Freeze.PTRACE), true, false)
              .answer();
      return Forms.of(
          WorkersTable.SPEC,
          ComparedWorker.of(answer.family()),
          WorkersReport.lines(answer.family(), answer.owners(), 500, Style.PLAIN, WIDE),
          out -> JsonWorkers.write(answer.family(), answer.owners(), 0, out));
    }
  }

  /// Each cell of CSV, and each number of Markdown, is a value of JSON.
  private static void assertPlainFormsAreOfJson(TableSpec<?> spec, Forms forms) {
    List<Map<String, @Nullable Object>> json = rows(forms.json(), spec.id());
    assertThat(forms.csv().getFirst())
        .isEqualTo(String.join(",", spec.columns().stream().map(Column::id).toList()));
    assertThat(forms.csv()).as(spec.id()).hasSize(json.size() + 1);
    assertThat(forms.markdown()).hasSize(json.size() + 2);
    for (int row = 0; row < json.size(); row++) {
      List<String> cells = cells(forms.csv().get(row + 1));
      assertThat(cells).hasSize(spec.columns().size());
      for (int at = 0; at < cells.size(); at++) {
        Column<?> column = spec.columns().get(at);
        Object value = json.get(row).get(column.id());
        assertThat(value == null).isEqualTo(!json.get(row).containsKey(column.id()));
        assertThat(value != null || column.optional()).as(column.id()).isTrue();
        assertThat(cells.get(at)).as(column.id()).isEqualTo(plain(column, value));
        if (value instanceof Long number
            && (column.kind() == Column.Kind.BYTES || column.kind() == Column.Kind.COUNT)) {
          assertThat(forms.markdown().get(row + 2)).contains(" %,d ".formatted(number));
        }
      }
    }
  }

  /// A value of JSON as CSV has it.
  private static String plain(Column<?> column, @Nullable Object value) {
    if (value == null) {
      return "";
    }
    return switch (column.kind()) {
      case ADDRESS -> value instanceof Long address ? "0x%x".formatted(address) : "";
      case TEXT -> {
        String text = Escape.terminal(value.toString(), Integer.MAX_VALUE);
        yield text.matches("(?s)[=+@-].*") ? "'" + text : text;
      }
      default -> value.toString();
    };
  }

  private static void assertScreenIsOfJson(String command, Shown shown, Forms forms) {
    Map<String, Column<?>> columns = new LinkedHashMap<>();
    shown
        .heads()
        .forEach((head, id) -> {
          if (!id.isEmpty()) {
            columns.put(head, shown.spec().column(id));
          }
        });
    List<Map<String, String>> rows =
        ScreenRows.below(List.copyOf(shown.heads().keySet()), forms.screen()).stream()
            .filter(row -> row.values().stream().noneMatch(TableFormatsTest::isSum))
            .toList();
    // The last line of pages is the sum of all, under a name of its own.
    List<Map<String, String>> single =
        command.equals("pages") ? rows.subList(0, rows.size() - 1) : rows;
    assertThat(single).as("%s: %s", command, shown.table()).isNotEmpty();
    ScreenRows.assertAmong(rows(forms.json(), shown.table()), columns, single);
  }

  private static boolean isSum(String cell) {
    return Stream.of("smaller owners", "held by several", "held from nowhere that shows")
            .anyMatch(sum -> ScreenRows.isOf(cell, sum))
        || cell.startsWith("total =")
        || cell.equals("all others")
        || cell.matches("\\d+ others?");
  }

  /// What `fathom serve` answers, and the page that it shows, have the rows that the commands have.
  private static void assertServedIsTheSame(Path file, Map<String, Forms> forms) {
    try (ServedFathom serve = ServedFathom.start(file)) {
      Map<String, @Nullable Object> page = serve.ask("page").json();
      Map<String, @Nullable Object> fragmentation = Json.object(page.get("fragmentation"));
      Map<String, String> questions =
          Map.of(
              "report", "balance",
              "objects", "objects?top=500",
              "owners", "owners?top=500",
              "fragmentation", "fragmentation",
              "pins", "pins?top=10000");
      questions.forEach((command, question) -> {
        Map<String, @Nullable Object> served = serve.ask(question).json();
        Forms own = Objects.requireNonNull(forms.get(command));
        for (TableSpec<?> spec : declared(command)) {
          String table = spec.id();
          if (!own.json().containsKey(table)) {
            continue; // it is printed with another option
          }
          List<Map<String, @Nullable Object>> printed = rows(own.json(), table);
          List<Map<String, @Nullable Object>> there = rows(served, table);
          int both = Math.min(printed.size(), there.size());
          assertThat(there.subList(0, both))
              .as("%s: %s", command, table)
              .isEqualTo(printed.subList(0, both));
          Map<String, @Nullable Object> place = page.containsKey(table) ? page : fragmentation;
          if (place.containsKey(table)) {
            assertOneHasTheOther(table, rows(place, table), printed);
          }
        }
      });
    }
  }

  /// Each has as many of the first ones as it has room for.
  private static void assertOneHasTheOther(
      String table,
      List<Map<String, @Nullable Object>> one,
      List<Map<String, @Nullable Object>> other) {
    boolean less = one.size() < other.size();
    assertThat(less ? one : other)
        .as("page: %s", table)
        .isNotEmpty()
        .isSubsetOf(less ? other : one);
  }

  private static List<TableSpec<?>> declared(String command) {
    return DeclaredTables.byCommand().getOrDefault(command, List.of());
  }

  private static List<Map<String, @Nullable Object>> rows(
      Map<String, @Nullable Object> json, String table) {
    return Json.array(json.get(table)).stream().map(Json::object).toList();
  }

  private static FathomRun run(Object[] command, Object... options) {
    return FathomRun.of(
        Stream.concat(Stream.of(command), Stream.of(options)).toArray(Object[]::new));
  }

  /// The cells of a line of CSV.
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    Matcher matcher = CELL.matcher("," + line);
    while (matcher.find()) {
      String quoted = matcher.group(1);
      cells.add(quoted == null ? matcher.group(2) : quoted.replace("\"\"", "\""));
    }
    return cells;
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
  void theProcessesOfAMachineAndOfAFamilyAreTables() {
    assertThat(FathomRun.of("top", "--format", "csv").lines().getFirst())
        .startsWith("command,pid,count,pss,");
    assertThat(FathomRun.of("top", "--open", "--format", "csv").lines().getFirst())
        .startsWith("pid,parent,command,permitted,");
    try (PythonTarget parent =
        PythonTarget.start(Interpreters.requireAny(), "workers.py", 1000, "idle")) {
      assertThat(FathomRun.of("workers", parent.pid(), "--format", "csv").lines())
          .hasSize(3)
          .first()
          .asString()
          .startsWith("pid,command,kinship,comparedWith,");
      assertThat(FathomRun.of("workers", parent.pid(), "--watch", 1, "--format", "csv").code())
          .isEqualTo(ExitCode.USAGE);
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
        .forEach((command, specs) ->
            specs.forEach(spec ->
                spec.columns()
                    .forEach(column ->
                        expected.add(
                            "| `%s` | `%s` | `%s` | %s | %s |"
                                .formatted(
                                    command,
                                    spec.id(),
                                    column.id(),
                                    column.kind().unit(),
                                    column.meaning())))));
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
