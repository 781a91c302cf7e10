package dev.fathom.export.chrome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.Dominators;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.model.Freeze;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.Browser;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.MicroPythonTarget;
import dev.fathom.testing.MicroPythons;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.NpmPackage;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SleepingTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What DevTools and memlab make of heap snapshots of real processes: both have dominators of their
/// own (Lengauer and Tarjan's, where Fathom's are Semi-NCA).
final class HeapSnapshotReadersTest {
  private static final int NODES = 2000;

  /// Finds an element in the page and all that is in its shadows.
  private static final String FIND =
      """
      const find = (is, root = document) => {
        for (const each of root.querySelectorAll("*")) {
          const found = is(each) ? each : each.shadowRoot && find(is, each.shadowRoot);
          if (found) return found;
        }
        return null;
      };
      const isRow = name => each => each.tagName === "TR" && each.textContent.startsWith(name);
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"python", "perl", "C", "MicroPython with garbage"})
  void othersFindTheSameDominatorsAndSizes(String language, TestReporter reporter)
      throws IOException {
    NpmPackage readers = NpmPackage.require("heapsnapshot");
    try (SleepingTarget target = start(language)) {
      Analysis analysis = look(target);
      Path file = folder.resolve("all.heapsnapshot");
      Exported exported = export(new HeapSnapshot(), analysis, file);
      Map<String, @Nullable Object> read = read(readers, "nodes", file);
      assertThat(Json.array(read.get("problems"))).isEmpty();
      Map<String, @Nullable Object> devtools = Json.object(read.get("devtools"));
      Map<String, @Nullable Object> memlab = Json.object(read.get("memlab"));
      int objects = analysis.findings().objects().count();
      int first = Math.toIntExact(exported.records() - objects);
      List<String> wrong = new ArrayList<>();
      for (Map<String, @Nullable Object> reader : List.of(devtools, memlab)) {
        List<Object> dominators = numbers(reader.get("dominators"));
        List<Object> retained = numbers(reader.get("retained"));
        assertThat(dominators).hasSize(first + objects);
        for (int object = 0; object < objects; object++) {
          int above = analysis.dominators().of(object);
          long told = (Long) dominators.get(first + object);
          boolean same = above == Dominators.OUTSIDE ? told < first : told == (long) first + above;
          if (!same || !retained.get(first + object).equals(analysis.retained().bytes(object))) {
            wrong.add(
                "object %d: below %d and not %d, %s bytes and not %d"
                    .formatted(
                        object,
                        told - first,
                        above,
                        retained.get(first + object),
                        analysis.retained().bytes(object)));
          }
        }
      }
      assertThat(wrong).isEmpty();
      // What of the objects is not in memory is the only thing that Rss lacks.
      long absent = analysis.sizes().allocated();
      for (int object = 0; object < objects; object++) {
        absent -= analysis.sizes().resident(object);
      }
      assertThat(devtools.get("total")).isEqualTo(analysis.findings().rss() + absent);
      reporter.publishEntry(
          language, objects + " objects, " + exported.edges() + " edges, all the same");
      if (language.equals("python")) {
        assertThat(countsByClass(devtools)).containsEntry("__main__.Node", (long) NODES / 2);
      }
    }
  }

  @Test
  void ofManyObjectsThoseThatAreAloneRetainTheSame() throws IOException {
    NpmPackage readers = NpmPackage.require("heapsnapshot");
    try (SleepingTarget target = start("python")) {
      Analysis analysis = look(target);
      Path all = folder.resolve("all.heapsnapshot");
      Path some = folder.resolve("some.heapsnapshot");
      Exported exported = export(new HeapSnapshot(), analysis, all);
      assertThat(export(new HeapSnapshot(10_000), analysis, some).records()).isLessThan(10_000);
      ReadHeapSnapshot read = ReadHeapSnapshot.of(Files.readString(some));
      ReadHeapSnapshot whole = ReadHeapSnapshot.of(Files.readString(all));
      assertThat(read.bytesByName()).isEqualTo(whole.bytesByName());
      Map<Long, Integer> objects = new HashMap<>();
      int first = Math.toIntExact(exported.records()) - analysis.findings().objects().count();
      for (int node = first; node < whole.nodes().size(); node++) {
        objects.put(whole.nodes().get(node).id(), node - first);
      }
      Map<String, @Nullable Object> told = read(readers, "nodes", some);
      assertThat(Json.array(told.get("problems"))).isEmpty();
      List<Object> retained = numbers(Json.object(told.get("devtools")).get("retained"));
      int alone = 0;
      int others = 0;
      for (int node = 0; node < read.nodes().size(); node++) {
        Integer object = objects.get(read.nodes().get(node).id());
        if (object != null) {
          // A number is a hash of 31 bits of address and size: what has another type or size is
          // another object.
          if (!read.nodes().get(node).equals(whole.nodes().get(first + object))) {
            others++;
            continue;
          }
          alone++;
          assertThat(retained.get(node)).isEqualTo(analysis.retained().bytes(object));
        }
      }
      assertThat(alone).isGreaterThan(1000);
      assertThat(others).as("nodes that took the number of another one").isLessThan(10);
    }
  }

  @Test
  void theComparisonOfTwoShowsWhatCameAndWhatGrew() throws IOException {
    NpmPackage readers = NpmPackage.require("heapsnapshot");
    Path before = folder.resolve("before.heapsnapshot");
    Path after = folder.resolve("after.heapsnapshot");
    try (PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "growing.py")) {
      export(new HeapSnapshot(), look(python), before);
      python.command("leak 3000");
      python.command("cache 5000");
      export(new HeapSnapshot(), look(python), after);
    }
    ReadHeapSnapshot one = ReadHeapSnapshot.of(Files.readString(before));
    ReadHeapSnapshot other = ReadHeapSnapshot.of(Files.readString(after));
    Map<String, Long> differences = new HashMap<>(other.bytesByName());
    one.bytesByName().forEach((name, bytes) -> differences.merge(name, -bytes, Long::sum));
    mistaken(one, other).forEach((name, bytes) -> differences.merge(name, -bytes, Long::sum));
    differences.values().removeIf(bytes -> bytes == 0);
    Map<String, Long> told = new HashMap<>();
    Map<String, @Nullable Object> read = read(readers, "change", before, after);
    Json.object(read.get("classes"))
        .forEach((_, row) -> {
          Map<String, @Nullable Object> change = Json.object(row);
          told.merge(
              Objects.toString(change.get("name")),
              (Long) Objects.requireNonNull(change.get("sizeDelta")),
              Long::sum);
          if ("__main__.Leak".equals(change.get("name"))) {
            assertThat(change).containsEntry("addedCount", 3000L).containsEntry("removedCount", 0L);
          }
        });
    told.values().removeIf(bytes -> bytes == 0);
    assertThat(told).isEqualTo(differences).containsKeys("__main__.Leak", "dict", "str");
  }

  /// {@return by type, how much larger those are that came than those that went and had the same
  /// number} A number is a hash of address and size with 31 bits: of some ten thousand new objects
  /// one may have that of an old one.
  private static Map<String, Long> mistaken(ReadHeapSnapshot before, ReadHeapSnapshot after) {
    Map<String, Map<Long, Long>> old = new HashMap<>();
    before
        .nodes()
        .forEach(each ->
            old.computeIfAbsent(each.name(), _ -> new HashMap<>()).put(each.id(), each.bytes()));
    Map<String, Long> larger = new HashMap<>();
    int count = 0;
    for (ReadHeapSnapshot.Node each : after.nodes()) {
      Long bytes = old.getOrDefault(each.name(), Map.of()).get(each.id());
      if (bytes != null && bytes != each.bytes()) {
        larger.merge(each.name(), each.bytes() - bytes, Long::sum);
        count++;
      }
    }
    assertThat(count).as("nodes that took the number of another one").isLessThan(10);
    return larger;
  }

  /// Its Memory panel needs no page that it is attached to.
  @Test
  void chromiumShowsTheClasses() throws IOException {
    Path file = folder.resolve("shown.heapsnapshot");
    try (Browser browser = Browser.start(1200, 900);
        SleepingTarget target = start("python")) {
      export(new HeapSnapshot(), look(target), file);
      browser.open("devtools://devtools/bundled/devtools_app.html?panel=heap-profiler");
      browser.await(FIND + "return find(each => each.type === 'file') !== null;");
      browser.run(
          FIND
              + """
              const files = new DataTransfer();
              files.items.add(new File([arguments[0]], "shown.heapsnapshot"));
              const input = find(each => each.type === "file");
              input.files = files.files;
              input.dispatchEvent(new Event("change"));\
              """,
          Files.readString(file));
      // Once it is read, the list tells its size.
      browser.await(
          FIND
              + """
              const item = find(each => each.tagName === "LI" && /^shown *\\(.*B\\)/.test(each.textContent));
              for (const event of item === null ? [] : ["mousedown", "click"]) {
                item.dispatchEvent(new MouseEvent(event, { bubbles: true, composed: true }));
              }
              return item !== null;\
              """);
      browser.await(FIND + "return find(isRow('str×')) !== null;");
      ReadHeapSnapshot read = ReadHeapSnapshot.of(Files.readString(file));
      assertThat(browser.run(FIND + "return find(isRow('str×')).textContent;"))
          .asString()
          .startsWith("str×%,d".formatted(read.ids("str").size()));
      long shown = read.nodes().stream().filter(node -> node.bytes() > 0).count();
      assertThat(
              browser.run(
                  FIND
                      + "return find(each => !each.children.length && / objects \\(/.test(each"
                      + ".textContent)).textContent;"))
          .asString()
          .startsWith("%,d objects (".formatted(shown));
      assertThat(browser.complaints()).noneMatch(each -> each.contains("Error"));
    }
  }

  private static SleepingTarget start(String language) {
    return switch (language) {
      case "python" -> PythonTarget.start(Interpreters.requireAny(), "million.py", NODES);
      case "perl" -> PerlTarget.start(Perls.requireSystem(), "every.pl", 300);
      case "MicroPython with garbage" -> MicroPythonTarget.start(MicroPythons.any(), "1M", 300, 50);
      default -> NativeTarget.start(CProgram.compile("nodes.c"), 5000);
    };
  }

  private static Analysis look(SleepingTarget process) throws IOException {
    try (Target target = LiveProcess.open(Math.toIntExact(process.pid()), Freeze.PTRACE)) {
      return Analysis.of(Survey.of(target, Parties.allocators(), Parties.runtimes()));
    }
  }

  private static Exported export(HeapSnapshot format, Analysis analysis, Path file)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      return format.write(analysis, new ExportOptions(false), out);
    }
  }

  private static Map<String, @Nullable Object> read(
      NpmPackage readers, String what, Path... files) {
    List<Object> arguments = new ArrayList<>(List.of(what));
    arguments.addAll(List.of(files));
    return Json.parseObject(readers.run("read.mjs", "", arguments.toArray()));
  }

  private static List<Object> numbers(@Nullable Object array) {
    return Json.array(array).stream().map(Objects::requireNonNull).toList();
  }

  private static Map<String, Long> countsByClass(Map<String, @Nullable Object> devtools) {
    Map<String, Long> counts = new HashMap<>();
    for (Object each : numbers(devtools.get("classes"))) {
      Map<String, @Nullable Object> row = Json.object(each);
      counts.put(
          Objects.toString(row.get("name")), (Long) Objects.requireNonNull(row.get("count")));
    }
    return counts;
  }
}
