package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    JsonRow report = new JsonRow(FathomRun.of("report", snapshot, "--json").json());
    assertThat(page.data().members())
        .containsEntry("balance", report.get("balance"))
        .containsEntry("kernel", report.get("kernel"))
        .containsEntry("target", report.get("target"));
    List<JsonRow> types = report.rows("types");
    assertThat(page.rows("types")).isEqualTo(types.subList(0, page.rows("types").size()));
    JsonRow owners = new JsonRow(FathomRun.of("owners", snapshot, "--top", 500, "--json").json());
    assertThat(page.data().members()).containsEntry("owners", owners.get("owners"));
    JsonRow fragmentation = new JsonRow(FathomRun.of("fragmentation", snapshot, "--json").json());
    for (String part : List.of("arenas", "histogram", "poolClasses", "poolArenas", "advice")) {
      assertThat(page.object("fragmentation").members())
          .containsEntry(part, fragmentation.get(part));
    }
    JsonRow pins = new JsonRow(FathomRun.of("pins", snapshot, "--json").json());
    List<JsonRow> listed = page.object("fragmentation").rows("pins");
    assertThat(listed).isEqualTo(pins.rows("pins").subList(0, listed.size()));
  }

  /// Each sentence once, for the terminal and the page.
  @Test
  void sentencesAreThoseOfTheTerminal() {
    String terminal = words("fragmentation", snapshot);
    assertThat(terminal).contains(told("fragmentation"));
    for (JsonRow advice : page.object("fragmentation").rows("findings")) {
      assertThat(terminal).contains(advice.text("sentence").replaceAll("\\s+", " "));
    }
    assertThat(words("report", snapshot))
        .contains(
            page.data().strings("verdict").stream()
                .map(said -> said.replaceAll("\\s+", " "))
                .toList());
  }

  private static String told(String part) {
    return String.join(" ", page.object(part).strings("told")).replaceAll("\\s+", " ");
  }

  private static String words(Object... command) {
    return String.join(" ", FathomRun.of(command).lines()).replaceAll("\\s+", " ");
  }

  /// Of each object with a path, what `fathom path` says of it, which finds its paths in another
  /// way.
  @Test
  void pathsLeadToTheirObjects() {
    List<JsonRow> nodes = new ArrayList<>();
    collect(page.object("dominators"), nodes);
    List<JsonRow> known = nodes.stream().filter(node -> !node.rows("w").isEmpty()).toList();
    assertThat(known).hasSizeBetween(20, 200);
    for (JsonRow node : known.subList(0, 8)) {
      List<JsonRow> steps = node.rows("w");
      assertThat(Long.toHexString(steps.getLast().number("address"))).isEqualTo(node.text("at"));
      JsonRow path =
          new JsonRow(FathomRun.of("path", snapshot, "0x" + node.text("at"), "--json").json())
              .rows("paths")
              .getFirst();
      assertThat(steps.getFirst().text("name")).isEqualTo(path.text("root"));
      assertThat(steps.getLast().members())
          .containsEntry("address", path.rows("steps").getLast().get("address"));
    }
  }

  private static void collect(JsonRow node, List<JsonRow> into) {
    into.add(node);
    node.rows("s").forEach(child -> collect(child, into));
  }

  @Test
  void theTreeOfMemoryAddsUpToRssAndToEveryAccount() {
    JsonRow memory = page.object("memory");
    JsonRow balance = page.object("balance");
    assertThat(memory.number("v")).isEqualTo(balance.number("rss"));
    assertThat(balance.number("rss")).isEqualTo(page.object("kernel").number("rss"));
    Map<String, Long> byAccount = new HashMap<>();
    addUp(memory, byAccount);
    Map<String, Long> booked = new HashMap<>();
    for (JsonRow account : balance.rows("accounts")) {
      booked.put(account.text("id"), account.number("resident"));
    }
    // What is too small to be drawn by itself may be of several accounts.
    long mixed = byAccount.getOrDefault("", 0L);
    byAccount.remove("");
    byAccount.forEach((account, bytes) ->
        assertThat(booked.getOrDefault(account, 0L) - bytes).as(account).isBetween(0L, mixed));
    assertThat(byAccount).containsKeys("python.objects", "malloc.free", "binaries");
  }

  /// Asserts that children add up to their parent, and counts what leaves are booked as.
  private static void addUp(JsonRow node, Map<String, Long> byAccount) {
    List<JsonRow> children = node.rows("s");
    if (children.isEmpty()) {
      byAccount.merge(node.text("a"), node.number("v"), Long::sum);
      return;
    }
    assertThat(children.stream().mapToLong(child -> child.number("v")).sum())
        .as(node.text("n"))
        .isEqualTo(node.number("v"));
    children.forEach(child -> addUp(child, byAccount));
  }

  @Test
  void theTreeOfOwnersAddsUpToAllObjects() {
    JsonRow all = page.object("dominators");
    assertThat(all.number("v")).isEqualTo(page.object("objects").number("retained"));
    assertThat(all.number("v"))
        .isEqualTo(sum("types", "allocated") + page.object("objects").number("mapped"));
    ownersAddUp(all);
  }

  private static void ownersAddUp(JsonRow node) {
    List<JsonRow> children = node.rows("s");
    long rest = node.get("restv") == null ? 0 : node.number("restv");
    assertThat(
            children.stream().mapToLong(child -> child.number("v")).sum()
                + node.number("own")
                + rest)
        .as(node.text("n"))
        .isEqualTo(node.number("v"));
    assertThat(node.number("own")).isNotNegative();
    assertThat(rest).isNotNegative();
    children.forEach(HtmlDataTest::ownersAddUp);
  }

  private static long sum(String rows, String figure) {
    return page.rows(rows).stream().mapToLong(row -> row.number(figure)).sum()
        + page.object("typesRest").number(figure);
  }

  @Test
  void theMapHasEveryMappingThatIsInMemory() {
    JsonRow map = page.object("map");
    long cellBytes = map.number("cellBytes");
    long drawn = 0;
    for (JsonRow strip : map.rows("strips")) {
      drawn += strip.number("rss");
      int cells = strip.text("state").length();
      assertThat(strip.text("present")).hasSize(cells).matches("[0-8]*");
      assertThat(strip.text("used")).hasSize(cells).matches("[0-8]*");
      assertThat(strip.text("account")).hasSize(cells).matches("[a-m-]*");
      assertThat(cells * cellBytes).isGreaterThanOrEqualTo(strip.number("rss"));
    }
    assertThat(drawn + map.number("otherBytes")).isEqualTo(page.object("balance").number("rss"));
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
    assertThat(page.object("map").rows("strips").stream().map(strip -> strip.text("name")))
        .anyMatch(name -> name.endsWith("<img src=x>\"});"));
  }

  /// What there is of everything grows here, but the document does not.
  @Test
  void theDocumentHasABound() {
    assertThat(page.bytes()).isLessThan(MOST_BYTES);
    assertThat(page.rows("types")).hasSize(1000);
    JsonRow report = new JsonRow(FathomRun.of("report", snapshot, "--json").json());
    for (String figure : List.of("count", "shallow", "allocated", "resident")) {
      assertThat(sum("types", figure))
          .isEqualTo(report.rows("types").stream().mapToLong(row -> row.number(figure)).sum());
    }
    assertThat(page.object("typesRest").number("types"))
        .isEqualTo(report.rows("types").size() - 1000L)
        .isGreaterThan(TYPES - 1000L);
    assertThat(page.rows("owners").size()).isLessThanOrEqualTo(500);
    // Each level of the tree has parts of at least a 1,500th, and a rest.
    assertThat(nodes(page.object("memory"))).isLessThan(5 * 2 * 1500);
    assertThat(nodes(page.object("dominators"))).isLessThan(2 * 2000);
    assertThat(
            page.object("map").rows("strips").stream()
                .mapToInt(strip -> strip.text("state").length())
                .sum())
        .isLessThanOrEqualTo(16_000);
  }

  private static int nodes(JsonRow node) {
    return 1 + node.rows("s").stream().mapToInt(HtmlDataTest::nodes).sum();
  }

  @Test
  void aDifferenceIsThatOfTheCommand() {
    target.command("grow");
    Path later = directory.resolve("later");
    FathomRun.of("snapshot", target.pid(), "-o", later).assertFine();
    DrawnPage diff = DrawnPage.of(directory.resolve("diff.html"), "--diff", snapshot, later);
    JsonRow told = new JsonRow(FathomRun.of("diff", snapshot, later, "--json").json());
    for (String part : List.of("before", "objects", "accounts", "types", "owners")) {
      assertThat(diff.object("diff").members()).containsEntry(part, told.get(part));
    }
    assertThat(diff.object("diff").rows("owners").stream().map(owner -> owner.text("path")))
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
  void aCoreIsDrawnToo() {
    DrawnPage drawn =
        DrawnPage.of(directory.resolve("core.html"), CoreDump.gcore(target.pid(), directory));
    assertThat(drawn.object("target").members())
        .containsEntry("kind", "core")
        .containsEntry("measure", "mapped");
    assertThat(drawn.object("memory").number("v")).isEqualTo(drawn.object("balance").number("rss"));
    addUp(drawn.object("memory"), new HashMap<>());
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
    assertThat(FathomRun.of("html", snapshot, "--open", "-o", "-").assertOneLine(ExitCode.USAGE))
        .contains("--open shows a file");
    Path nowhere = directory.resolve("none/page.html");
    assertThat(FathomRun.of("html", snapshot, "-o", nowhere).assertOneLine(ExitCode.FAILED))
        .contains("cannot write");
    Path damaged = directory.resolve("damaged");
    Files.writeString(damaged, "not a snapshot");
    FathomRun.of("html", damaged, "-o", directory.resolve("x")).assertOneLine(ExitCode.FAILED);
    assertThat(directory.resolve("x")).doesNotExist();
  }
}
