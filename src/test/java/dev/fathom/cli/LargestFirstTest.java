package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What has most of the memory is told first, and whose it is, whatever it is.
final class LargestFirstTest {
  private static final long MIB = 1 << 20;
  private static final long LARGE = 24 * MIB;

  /// What a finding says in words, and how much it is about.
  private record Told(String id, long bytes, String sentence) {}

  private static List<Told> told(Map<String, @Nullable Object> json) {
    return Json.array(json.get("findings")).stream()
        .map(Json::object)
        .map(finding ->
            new Told(text(finding, "id"), number(finding, "bytes"), text(finding, "sentence")))
        .toList();
  }

  private static String text(Map<String, @Nullable Object> from, String name) {
    return (String) Objects.requireNonNull(from.get(name));
  }

  private static long number(Map<String, @Nullable Object> from, String name) {
    return (Long) Objects.requireNonNull(from.get(name));
  }

  /// {@return what comes first after how much is resident}
  private static Told first(List<Told> told) {
    return told.stream().filter(each -> !each.id().equals("resident")).findFirst().orElseThrow();
  }

  private static Told of(List<Told> told, String id) {
    return told.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }

  private static List<Told> askC(Object... arguments) {
    Path program = CProgram.compile("largest.c");
    try (NativeTarget target = NativeTarget.start(program, arguments)) {
      return told(FathomRun.of("report", target.pid(), "--json").assertFine().json());
    }
  }

  private static Map<String, @Nullable Object> askPython(String kind) {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "largest.py", kind)) {
      return FathomRun.of("report", target.pid(), "--json").assertFine().json();
    }
  }

  @Test
  void stacks() throws IOException {
    Path program = CProgram.compile("largest.c");
    try (NativeTarget target = NativeTarget.start(program, "stacks")) {
      List<Told> told = told(FathomRun.of("report", target.pid(), "--json").assertFine().json());
      assertThat(first(told).id()).isEqualTo("stacks");
      assertThat(first(told).sentence()).contains("is 25 stacks", "beyond the stack pointers");
      // 24 threads with 2 MiB each, by what the kernel says of memory without a name.
      long anonymous = residentOfUnnamedMappings(target.pid());
      assertThat(first(told).bytes()).isBetween(24 * 2 * MIB, anonymous + MIB);
    }
  }

  private static long residentOfUnnamedMappings(long process) throws IOException {
    long bytes = 0;
    boolean unnamed = false;
    for (String line : Files.readAllLines(Path.of("/proc/" + process + "/smaps"))) {
      String[] words = line.trim().split("\\s+", -1);
      if (words[0].contains("-")) {
        unnamed = words.length == 5;
      } else if (words[0].equals("Rss:") && unnamed) {
        bytes += Long.parseLong(words[1]) << 10;
      }
    }
    return bytes;
  }

  @Test
  void aTableAndAChain() {
    List<Told> told = askC("table");
    assertThat(first(told).id()).isEqualTo("live");
    assertThat(told.stream().filter(each -> each.id().equals("held")).map(Told::sentence))
        .satisfiesExactly(
            table -> assertThat(table).contains(": table[*] (10,000 chunks of C memory)"),
            chain -> assertThat(chain).contains(": chain (C memory, a chain of 50,000)"));
  }

  /// Without symbols too the words of a table stand side by side.
  @Test
  void aTableWithoutAName() {
    Path program = CProgram.compile("largest.c", "-s");
    try (NativeTarget target = NativeTarget.start(program, "table")) {
      List<Told> told = told(FathomRun.of("report", target.pid(), "--json").assertFine().json());
      assertThat(of(told, "held").sentence())
          .containsPattern(": \\+0x[0-9a-f]+\\[\\*] \\(10,000 chunks of C memory\\)");
    }
  }

  @Test
  void aStaticVariable() {
    List<Told> told = askC("static");
    assertThat(first(told).id()).isEqualTo("binaries");
    assertThat(first(told).sentence()).contains("zeroed data (bss)");
    assertThat(of(told, "held").sentence()).contains(": shadow (static variable)");
    assertThat(of(told, "held").bytes()).isEqualTo(LARGE);
  }

  /// It is of no allocator, and has a name all the same: the answer is whole.
  @Test
  void whatTheProgramMapped() {
    List<Told> told = askC("mapped");
    assertThat(first(told).id()).isEqualTo("mapped");
    assertThat(first(told).bytes()).isBetween(LARGE, LARGE + MIB);
    assertThat(of(told, "held").sentence()).contains(": given (anonymous mapping)");
    assertThat(of(told, "held").bytes()).isBetween(LARGE, LARGE + MIB);
  }

  @Test
  void whatWasGivenBack() {
    List<Told> told = askC("given");
    assertThat(first(told).id()).isEqualTo("lazyfree");
    assertThat(first(told).bytes()).isBetween(LARGE - MIB, LARGE);
  }

  /// Three of 24 huge pages are full, and one part of 4 KiB is in use of each of the others.
  @Test
  void hugePagesThatHardlyAnythingIsIn() throws IOException {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("largest.c"), "huge")) {
      assumeTrue(
          Kernel.of(target.pid()).sums().getOrDefault("AnonHugePages", 0L) == 48 * MIB,
          "the kernel gives no huge pages here");
      Told huge =
          of(told(FathomRun.of("report", target.pid(), "--json").assertFine().json()), "huge");
      assertThat(huge.bytes()).isEqualTo(21 * (2 * MIB - 4096));
      assertThat(huge.sentence()).startsWith("48.0 MiB is in huge pages, and ~41.9 MiB of that");
    }
  }

  /// The kernel knows its children.
  @Test
  void whatIsSharedAndWithWhom(@TempDir Path folder) {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("largest.c"), "shared")) {
      Path snapshot = folder.resolve("snapshot");
      FathomRun.of("snapshot", target.pid(), "-o", snapshot).assertFine();
      List<Long> children =
          ProcessHandle.of(target.pid()).orElseThrow().children().map(ProcessHandle::pid).toList();
      assertThat(children).hasSize(2);
      for (Object subject : List.of(target.pid(), snapshot)) {
        Told first = first(told(FathomRun.of("report", subject, "--json").assertFine().json()));
        assertThat(first.id()).isEqualTo("shared");
        assertThat(first.bytes()).isEqualTo(LARGE);
        assertThat(first.sentence()).contains(" map it too: divided among all it is 8.0 MiB.");
        assertThat(children)
            .allSatisfy(child -> assertThat(first.sentence()).contains(" " + child + " "));
      }
    }
  }

  /// The kernel counts how often a page is mapped, not by how many.
  @Test
  void whatOneProcessMapsAtSeveralPlacesNoOtherDoes() {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("largest.c"), "twice")) {
      Told first = first(told(FathomRun.of("report", target.pid(), "--json").assertFine().json()));
      assertThat(first.id()).isEqualTo("shared");
      assertThat(first.bytes()).isEqualTo(LARGE);
      assertThat(first.sentence())
          .contains("some of it is mapped at several places: divided among all it is")
          .doesNotContain("process");
    }
  }

  @Test
  void aFileThatTheKernelCanDrop(@TempDir Path folder) {
    List<Told> told = askC("file", folder);
    assertThat(first(told).id()).isEqualTo("files");
    assertThat(first(told).sentence()).contains("nearly all of it index.bin; it is clean");
    assertThat(first(told).bytes()).isBetween(LARGE, LARGE + MIB);
  }

  /// What most of the process is has no name: that comes before everything else.
  @Test
  void whatHasNoNameMakesTheAnswerPartial() {
    FathomRun run = hidden();
    // Another's memory may happen to end where the kernel maps it: then a word leads there.
    for (int attempt = 1; attempt < 3 && run.code() == ExitCode.FINE; attempt++) {
      run = hidden();
    }
    assertThat(run.code()).isEqualTo(ExitCode.PARTIAL);
    Told first = told(run.json()).getFirst();
    assertThat(first.id()).isEqualTo("unnamed");
    assertThat(first.bytes()).isBetween(LARGE, LARGE + MIB);
  }

  private static FathomRun hidden() {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("largest.c"), "hidden")) {
      return FathomRun.of("report", target.pid(), "--json");
    }
  }

  @Test
  void whatTwoVariablesHold() {
    Told held = of(told(askPython("joint")), "held");
    // The last one is a local of the function no longer: all are held jointly.
    assertThat(held.sentence())
        .contains(
            "is 3,000 __main__.Cart, held jointly by __main__.SESSIONS and __main__._callbacks");
    assertThat(held.bytes()).isGreaterThan(3000 * 8 * 1000L);
  }

  @Test
  void whatAListAndAChainHold() {
    Told held = of(told(askPython("linked")), "held");
    assertThat(held.sentence())
        .contains("__main__.Node, held jointly by __main__.nodes and __main__.last");
    assertThat(held.bytes()).isGreaterThan(2900 * 5000L);
  }

  /// Two elements of a document lead to all of it: it is neither's.
  @Test
  void aDocumentOfTwoElements() {
    Interpreter interpreter = Interpreters.requireAny();
    assumeTrue(has(interpreter, "lxml.etree"), "this Python has no lxml");
    try (PythonTarget target = PythonTarget.start(interpreter, "largest.py", "document")) {
      Map<String, @Nullable Object> json =
          FathomRun.of("report", target.pid(), "--json").assertFine().json();
      Told held = of(told(json), "held");
      assertThat(held.sentence())
          .contains("held jointly by __main__.whole and __main__.first (C memory)");
      assertThat(held.bytes()).isGreaterThan(5 * MIB);
      Map<String, @Nullable Object> first =
          Json.object(
              Json.array(
                      FathomRun.of("owners", target.pid(), "--of=__main__.first", "--json")
                          .assertFine()
                          .json()
                          .get("owners"))
                  .getFirst());
      assertThat(number(first, "retained")).isLessThan(64 << 10);
    }
  }

  private static boolean has(Interpreter interpreter, String module) {
    try {
      return new ProcessBuilder(interpreter.path().toString(), "-c", "import " + module)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// No byte of the objects is in two rows, and none is in no row.
  @ParameterizedTest
  @ValueSource(strings = {"joint", "linked", "tasks", "spread"})
  void ownersAddUp(String kind) {
    Map<String, @Nullable Object> json = askPython(kind);
    long rows =
        Stream.of("owners", "ownersRest")
            .flatMap(name -> Json.array(json.get(name)).stream())
            .mapToLong(row -> number(Json.object(row), "retained"))
            .sum();
    long types =
        Json.array(json.get("types")).stream()
            .mapToLong(row -> number(Json.object(row), "allocated"))
            .sum();
    // Beside the objects of the types there are large variables of libraries and mappings.
    assertThat(rows).isBetween(types, types + 2 * MIB);
  }
}
