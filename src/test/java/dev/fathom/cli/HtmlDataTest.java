package dev.fathom.cli;

import static dev.fathom.cli.DrawnPage.number;
import static dev.fathom.cli.DrawnPage.rows;
import static dev.fathom.cli.DrawnPage.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Interpreters;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The document in the page of `fathom html`: against the other commands on the same snapshot, and
/// against itself, since all of it has to add up.
final class HtmlDataTest {
  private static final long MOST_BYTES = 2_000_000;
  private static final int TYPES = 3000;

  @TempDir private static Path directory;

  private static PythonTarget target;
  private static Path snapshot;
  private static DrawnPage page;

  @SuppressWarnings("NullAway.Init") // JUnit fills the directory in, and then begin() the rest
  HtmlDataTest() {}

  @BeforeAll
  static void begin() throws IOException {
    Path file = Files.write(directory.resolve("<img src=x>\"});"), new byte[1 << 20]);
    target = PythonTarget.start(Interpreters.requireAny(), "hostile.py", file, TYPES);
    snapshot = directory.resolve("snapshot");
    FathomRun.of("snapshot", target.pid(), "-o", snapshot).assertFine();
    page = DrawnPage.of(directory.resolve("page.html"), snapshot);
  }

  @AfterAll
  static void end() {
    target.close();
  }

  @Test
  void figuresAreThoseOfTheOtherCommands() {
    Map<String, @Nullable Object> report = FathomRun.of("report", snapshot, "--json").json();
    assertThat(page.data())
        .containsEntry("balance", report.get("balance"))
        .containsEntry("kernel", report.get("kernel"))
        .containsEntry("target", report.get("target"));
    List<Map<String, @Nullable Object>> types = rows(report, "types");
    assertThat(page.rows("types")).isEqualTo(types.subList(0, page.rows("types").size()));
    Map<String, @Nullable Object> owners =
        FathomRun.of("owners", snapshot, "--top", 500, "--json").json();
    assertThat(page.data()).containsEntry("owners", owners.get("owners"));
    Map<String, @Nullable Object> fragmentation =
        FathomRun.of("fragmentation", snapshot, "--json").json();
    for (String part : List.of("arenas", "histogram", "poolClasses", "poolArenas", "advice")) {
      assertThat(page.object("fragmentation")).containsEntry(part, fragmentation.get(part));
    }
    Map<String, @Nullable Object> pins = FathomRun.of("pins", snapshot, "--json").json();
    List<Map<String, @Nullable Object>> listed = rows(page.object("fragmentation"), "pins");
    assertThat(listed).isEqualTo(rows(pins, "pins").subList(0, listed.size()));
  }

  @Test
  void theTreeOfMemoryAddsUpToRssAndToEveryAccount() {
    Map<String, @Nullable Object> memory = page.object("memory");
    Map<String, @Nullable Object> balance = page.object("balance");
    assertThat(number(memory, "v")).isEqualTo(number(balance, "rss"));
    assertThat(number(balance, "rss")).isEqualTo(number(page.object("kernel"), "rss"));
    Map<String, Long> byAccount = new HashMap<>();
    addUp(memory, byAccount);
    Map<String, Long> booked = new HashMap<>();
    for (Map<String, @Nullable Object> account : rows(balance, "accounts")) {
      booked.put(text(account, "id"), number(account, "resident"));
    }
    // What is too small to be drawn by itself may be of several accounts.
    long mixed = byAccount.getOrDefault("", 0L);
    byAccount.remove("");
    byAccount.forEach((account, bytes) ->
        assertThat(booked.getOrDefault(account, 0L) - bytes).as(account).isBetween(0L, mixed));
    assertThat(byAccount).containsKeys("python.objects", "malloc.free", "binaries");
  }

  /// Asserts that children add up to their parent, and counts what leaves are booked as.
  private static void addUp(Map<String, @Nullable Object> node, Map<String, Long> byAccount) {
    List<Map<String, @Nullable Object>> children = rows(node, "s");
    if (children.isEmpty()) {
      byAccount.merge(text(node, "a"), number(node, "v"), Long::sum);
      return;
    }
    assertThat(children.stream().mapToLong(child -> number(child, "v")).sum())
        .as(text(node, "n"))
        .isEqualTo(number(node, "v"));
    children.forEach(child -> addUp(child, byAccount));
  }

  @Test
  void theTreeOfOwnersAddsUpToAllObjects() {
    Map<String, @Nullable Object> all = page.object("dominators");
    assertThat(number(all, "v")).isEqualTo(number(page.object("objects"), "retained"));
    assertThat(number(all, "v")).isEqualTo(sum("types", "allocated"));
    ownersAddUp(all);
  }

  private static void ownersAddUp(Map<String, @Nullable Object> node) {
    List<Map<String, @Nullable Object>> children = rows(node, "s");
    long rest = node.get("restv") == null ? 0 : number(node, "restv");
    assertThat(
            children.stream().mapToLong(child -> number(child, "v")).sum()
                + number(node, "own")
                + rest)
        .as(text(node, "n"))
        .isEqualTo(number(node, "v"));
    assertThat(number(node, "own")).isNotNegative();
    assertThat(rest).isNotNegative();
    children.forEach(HtmlDataTest::ownersAddUp);
  }

  private static long sum(String rows, String figure) {
    return page.rows(rows).stream().mapToLong(row -> number(row, figure)).sum()
        + number(page.object("typesRest"), figure);
  }

  @Test
  void theMapHasEveryMappingThatIsInMemory() {
    Map<String, @Nullable Object> map = page.object("map");
    long cellBytes = number(map, "cellBytes");
    long drawn = 0;
    for (Map<String, @Nullable Object> strip : rows(map, "strips")) {
      drawn += number(strip, "rss");
      int cells = text(strip, "state").length();
      assertThat(text(strip, "present")).hasSize(cells).matches("[0-8]*");
      assertThat(text(strip, "used")).hasSize(cells).matches("[0-8]*");
      assertThat(text(strip, "account")).hasSize(cells).matches("[a-m-]*");
      assertThat(cells * cellBytes).isGreaterThanOrEqualTo(number(strip, "rss"));
    }
    assertThat(drawn + number(map, "otherBytes")).isEqualTo(number(page.object("balance"), "rss"));
  }

  @Test
  void namesOfTheTargetEndNothing() {
    assertThat(page.text())
        .doesNotContain("<script>alert")
        .doesNotContain("<img src")
        .contains("\\u003cscript>alert(1)\\u003c/script>");
    assertThat(page.text().split("</script>", -1)).hasSize(3);
    assertThat(page.rows("types").stream().map(type -> type.get("type")))
        .contains("<script>alert(1)</script>", "\"});//");
    assertThat(rows(page.object("map"), "strips").stream().map(strip -> text(strip, "name")))
        .anyMatch(name -> name.endsWith("<img src=x>\"});"));
  }

  /// What there is of everything grows here, but the document does not.
  @Test
  void theDocumentHasABound() {
    assertThat(page.bytes()).isLessThan(MOST_BYTES);
    assertThat(page.rows("types")).hasSize(1000);
    Map<String, @Nullable Object> report = FathomRun.of("report", snapshot, "--json").json();
    for (String figure : List.of("count", "shallow", "allocated", "resident")) {
      assertThat(sum("types", figure))
          .isEqualTo(rows(report, "types").stream().mapToLong(row -> number(row, figure)).sum());
    }
    assertThat(number(page.object("typesRest"), "types"))
        .isEqualTo(rows(report, "types").size() - 1000L)
        .isGreaterThan(TYPES - 1000L);
    assertThat(page.rows("owners").size()).isLessThanOrEqualTo(500);
    // Each level of the tree has parts of at least a 1,500th, and a rest.
    assertThat(nodes(page.object("memory"))).isLessThan(5 * 2 * 1500);
    assertThat(nodes(page.object("dominators"))).isLessThan(2 * 2000);
    assertThat(
            rows(page.object("map"), "strips").stream()
                .mapToInt(strip -> text(strip, "state").length())
                .sum())
        .isLessThanOrEqualTo(16_000);
  }

  private static int nodes(Map<String, @Nullable Object> node) {
    return 1 + rows(node, "s").stream().mapToInt(HtmlDataTest::nodes).sum();
  }

  @Test
  void aDifferenceIsThatOfTheCommand() {
    target.command("grow");
    Path later = directory.resolve("later");
    FathomRun.of("snapshot", target.pid(), "-o", later).assertFine();
    DrawnPage diff = DrawnPage.of(directory.resolve("diff.html"), "--diff", snapshot, later);
    Map<String, @Nullable Object> told = FathomRun.of("diff", snapshot, later, "--json").json();
    for (String part : List.of("before", "objects", "accounts", "types", "owners")) {
      assertThat(diff.object("diff")).containsEntry(part, told.get(part));
    }
    assertThat(rows(diff.object("diff"), "owners").stream().map(owner -> text(owner, "path")))
        .anyMatch(path -> path.contains("more"));
  }

  @Test
  void perlIsDrawnToo() {
    try (PerlTarget perl = PerlTarget.start(Perls.requireSystem(), "every.pl", 1000)) {
      DrawnPage drawn = DrawnPage.of(directory.resolve("perl.html"), perl.pid());
      Map<String, Long> byAccount = new HashMap<>();
      addUp(drawn.object("memory"), byAccount);
      assertThat(byAccount).containsKey("perl.objects");
      assertThat(drawn.rows("types")).isNotEmpty();
    }
  }

  @Test
  void badInputIsALine() throws IOException {
    assertThat(FathomRun.of("html", "no such file", "-o", "x").assertOneLine(ExitCode.USAGE))
        .contains("no such file");
    assertThat(FathomRun.of("html", snapshot, snapshot, "-o", "x").assertOneLine(ExitCode.USAGE))
        .contains("--diff");
    assertThat(FathomRun.of("html", "--diff", snapshot, "-o", "x").assertOneLine(ExitCode.USAGE))
        .contains("two or three");
    assertThat(FathomRun.of("html", "--workers", snapshot, "-o", "x").assertOneLine(ExitCode.USAGE))
        .contains("process ids");
    assertThat(FathomRun.of("html", snapshot).assertOneLine(ExitCode.USAGE)).contains("--output");
    Path nowhere = directory.resolve("none/page.html");
    assertThat(FathomRun.of("html", snapshot, "-o", nowhere).assertOneLine(ExitCode.FAILED))
        .contains("cannot write");
    Path damaged = directory.resolve("damaged");
    Files.writeString(damaged, "not a snapshot");
    FathomRun.of("html", damaged, "-o", directory.resolve("x")).assertOneLine(ExitCode.FAILED);
    assertThat(directory.resolve("x")).doesNotExist();
  }
}
