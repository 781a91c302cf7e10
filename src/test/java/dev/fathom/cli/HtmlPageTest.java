package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.testing.Browser;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The page of `fathom html` in a browser.
final class HtmlPageTest {
  private static final String CANVAS = ".tree canvas";
  private static final int WIDTH = 1400;
  private static final int PHONE = 390;
  private static final List<String> VIEWS =
      List.of("overview", "treemap", "map", "objects", "owners", "single", "fragmentation");

  @TempDir private static Path directory;

  private static Browser browser;
  private static PythonTarget target;
  private static Path snapshot;
  private static DrawnPage page;

  @SuppressWarnings("NullAway.Init") // JUnit fills the directory in, and then begin() the rest
  HtmlPageTest() {}

  @BeforeAll
  static void begin() throws IOException {
    browser = Browser.start(WIDTH, 1000);
    Path file = Files.write(directory.resolve("<img src=x>\"});"), new byte[1 << 20]);
    target = PythonTarget.start(Interpreters.requireAny(), "hostile.py", file, 200);
    snapshot = directory.resolve("snapshot");
    FathomRun.of("snapshot", target.pid(), "-o", snapshot).assertFine();
    page = DrawnPage.of(directory.resolve("page.html"), snapshot);
  }

  @AfterAll
  static void end() {
    if (target != null) {
      target.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  private static void open(String view) {
    open(page, view);
  }

  private static void open(DrawnPage page, String view) {
    // Another fragment of the same file would not load it anew.
    browser.open("about:blank");
    browser.open(page.file().toUri() + "#" + view);
    browser.await("return document.querySelector('main')?.dataset.view === '" + view + "';");
    // What is drawn, is drawn in the next frame.
    browser.await("return [...document.querySelectorAll('main canvas')].every(c => c.width > 0);");
  }

  private static Object ask(String script, Object... arguments) {
    return Objects.requireNonNull(browser.run(script, arguments));
  }

  private static List<String> texts(String selector) {
    return Json.array(
            ask(
                "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent);",
                selector))
        .stream()
        .map(String::valueOf)
        .toList();
  }

  @Test
  void everyViewIsThereWithoutComplaintOrRequest() {
    browser.complaints();
    browser.requests();
    open("overview");
    for (String view : VIEWS) {
      browser.click(".views a[href='#" + view + "']");
      browser.await("return document.querySelector('main').dataset.view === '" + view + "';");
      assertThat(browser.text("main")).as(view).hasSizeGreaterThan(200);
    }
    assertThat(texts(".views a")).hasSize(VIEWS.size());
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests())
        .isNotEmpty()
        .allMatch(address -> address.startsWith("file:") || address.startsWith("data:,"));
    assertThat(ask("return performance.getEntriesByType('resource').length;")).isEqualTo(0L);
  }

  @Test
  void itMayAskForNothing() {
    open("overview");
    Object refused =
        ask(
            """
            return new Promise(done => {
              document.addEventListener('securitypolicyviolation', e => done(e.violatedDirective));
              fetch('http://127.0.0.1:9/').catch(() => {});
              setTimeout(() => done('allowed'), 20000);
            });\
            """);
    assertThat(refused).isEqualTo("connect-src");
    browser.complaints();
  }

  @Test
  void figuresAreThoseOfTheTerminal() {
    List<String> report = FathomRun.of("report", snapshot).lines();
    JsonRow json = new JsonRow(FathomRun.of("report", snapshot, "--json").json());
    open("overview");
    for (JsonRow account : json.object("balance").rows("accounts")) {
      String id = account.text("id");
      List<String> cells = texts(".balance tr[data-id='" + id + "'] td");
      assertThat(cells.getFirst()).isEqualTo(account.get("label"));
      String figure = cells.get(1).replace("~ ", "");
      if (figure.matches("0\\.0+ .*")) {
        continue; // the terminal tells these together
      }
      assertThat(report)
          .as(id)
          .filteredOn(line -> line.length() > 2)
          .anyMatch(line ->
              line.substring(2).startsWith(account.text("label") + " ")
                  && line.contains(" " + figure + " "));
    }
    int verdict = report.indexOf("") + 1;
    int end = verdict + report.subList(verdict, report.size()).indexOf("");
    assertThat(browser.text(".verdict"))
        .isEqualToNormalizingWhitespace(String.join(" ", report.subList(verdict, end)));
  }

  @Test
  void aClickGoesIntoTheTreemapAndACrumbOut() {
    open("treemap");
    assertThat(texts(".crumb")).containsExactly("Rss");
    List<String> first = texts(".parts .part-name");
    // The largest part is in the upper left corner.
    browser.clickAt(CANVAS, -300, -200);
    browser.await("return document.querySelectorAll('.crumb').length === 2;");
    assertThat(texts(".crumb").get(1)).isEqualTo(first.getFirst());
    assertThat(texts(".parts .part-name")).isNotEqualTo(first);
    browser.click(".crumb");
    browser.await("return document.querySelectorAll('.crumb').length === 1;");
    assertThat(texts(".parts .part-name")).isEqualTo(first);
  }

  @Test
  void keysGoThroughTheTreemap() {
    open("treemap");
    Object before = ask("return document.querySelector('.tree canvas').toDataURL();");
    browser.press(CANVAS, Browser.Key.RIGHT);
    String largest = texts(".parts .part-name").getFirst();
    assertThat(browser.text(".said")).contains("Rss › " + largest).contains("% of all");
    browser.press(CANVAS, Browser.Key.ENTER);
    browser.await("return document.querySelectorAll('.crumb').length === 2;");
    browser.await(
        "return document.querySelector('.tree canvas').toDataURL() !== arguments[0];", before);
    assertThat(texts(".crumb").get(1)).isEqualTo(largest);
    browser.press(CANVAS, Browser.Key.BACKSPACE);
    browser.await("return document.querySelectorAll('.crumb').length === 1;");
  }

  @Test
  void thereIsATreemapOfOwners() {
    open("treemap");
    browser.click("input[value='owners']");
    assertThat(texts(".crumb")).containsExactly("all objects");
    assertThat(texts(".parts .part-name")).contains("__main__");
  }

  @Test
  void tablesAreSortedAndSearched() {
    open("objects");
    List<JsonRow> types = page.rows("types");
    browser.click("th:nth-child(2) button");
    JsonRow most =
        types.stream().max(Comparator.comparingLong(type -> type.number("count"))).orElseThrow();
    assertThat(texts("tbody tr:first-child td").get(1))
        .isEqualTo(String.format(java.util.Locale.ROOT, "%,d", most.number("count")));
    assertThat(ask("return document.querySelector('th:nth-child(2)').ariaSort;"))
        .isEqualTo("descending");
    browser.click("th:nth-child(2) button");
    assertThat(texts("tbody tr:first-child td").get(1)).isEqualTo("1");
    browser.type("input[type=search]", "Kind19");
    assertThat(texts("tbody tr td:first-child"))
        .hasSize(11)
        .allMatch(name -> name.contains("Kind19"));
    assertThat(browser.text(".counted")).startsWith("11 of ");
  }

  @Test
  void theMapSwitches() {
    open("map");
    assertThat(ask("return document.querySelector('.map').dataset.mode;")).isEqualTo("account");
    Object byAccount = ask("return document.querySelector('.strip.large canvas').toDataURL();");
    for (String mode : List.of("occupancy", "state")) {
      browser.click("input[value='" + mode + "']");
      browser.await(
          "return document.querySelector('.strip.large canvas').toDataURL() !== arguments[0];",
          byAccount);
      assertThat(ask("return document.querySelector('.map').dataset.mode;")).isEqualTo(mode);
    }
    browser.press(".strip.large canvas", Browser.Key.RIGHT, Browser.Key.RIGHT);
    assertThat(browser.text(".said")).contains("in memory").contains("0x");
  }

  /// The kernel's figures of each mapping, in whatever order; the largest first where they are told
  /// by account.
  @Test
  void theMapHasTheLargestFirst() {
    open("map");
    List<Long> sizes =
        Json.array(
                ask(
                    "return [...document.querySelectorAll('.group')].map(group =>"
                        + " [...group.querySelectorAll('.strip')].map(strip => strip.dataset.start));"))
            .stream()
            .map(group -> Json.array(group).stream().mapToLong(HtmlPageTest::resident).sum())
            .toList();
    assertThat(sizes).hasSizeGreaterThan(3).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(sizes.stream().mapToLong(each -> each).sum())
        .isEqualTo(page.object("balance").number("rss") - page.object("map").number("otherBytes"));
    browser.click("input[value='address']");
    List<String> starts =
        Json.array(
                ask("return [...document.querySelectorAll('.strip')].map(e => e.dataset.start);"))
            .stream()
            .map(String::valueOf)
            .toList();
    assertThat(starts)
        .isSortedAccordingTo(Comparator.comparingLong(start -> Long.parseUnsignedLong(start, 16)));
  }

  private static long resident(Object start) {
    return page.object("map").rows("strips").stream()
        .filter(strip -> strip.text("start").equals(start))
        .mapToLong(strip -> strip.number("rss"))
        .sum();
  }

  @Test
  void theAddressKeepsWhereOneIsAndTheWayBack() {
    open("owners");
    browser.type("input[type=search]", "held");
    browser.click("input[value='flame']");
    browser.click("tbody tr.can:first-child td:nth-child(2)");
    browser.await("return document.querySelectorAll('.crumb').length > 1;");
    String where = String.valueOf(ask("return location.hash;"));
    assertThat(where).startsWith("#owners?").contains("filter=held", "as=flame", "at=");
    String inside = browser.text(".parts-head b");

    // Whoever gets the address sees the same.
    browser.open("about:blank");
    browser.open(page.file().toUri() + where);
    browser.await("return document.querySelector('main')?.dataset.view === 'owners';");
    assertThat(browser.text(".parts-head b")).isEqualTo(inside);
    assertThat(ask("return document.querySelector('input[type=search]').value;")).isEqualTo("held");
    assertThat(ask("return document.querySelector('.tree').className;")).isEqualTo("tree flame");

    // Another view has a place of its own, and the way back leads here.
    browser.click(".views a[href='#map']");
    browser.await("return document.querySelector('main').dataset.view === 'map';");
    browser.click("input[value='state']");
    assertThat(ask("return location.hash;")).isEqualTo("#map?by=state");
    browser.run("history.back();");
    browser.await("return document.querySelector('.map')?.dataset.mode === 'account';");
    browser.run("history.back();");
    browser.await("return document.querySelector('main').dataset.view === 'owners';");
    assertThat(ask("return location.hash;")).isEqualTo(where);
    assertThat(browser.text(".parts-head b")).isEqualTo(inside);
  }

  @Test
  void anAddressMayBeAnything() {
    browser.complaints();
    for (String fragment :
        List.of(
            "nonsense?at=9.9.9",
            "owners?at=-1.x.0&as=<b>&of=0xzz&filter=%00",
            "map?by=<img>&order=__proto__",
            "treemap?by=constructor&at=0.0.0.0.0.0.0",
            "single?of=0xffffffffffffffff",
            "objects?filter=%E0%A4%A")) {
      browser.open("about:blank");
      browser.open(page.file().toUri() + "#" + fragment);
      browser.await("return document.querySelector('main')?.dataset.view !== undefined;");
      assertThat(browser.text("main")).as(fragment).hasSizeGreaterThan(200);
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aSingleObjectHasItsWayWithoutAServer() {
    open("owners");
    browser.type("input[type=search]", "<script>alert(1)</script>.held");
    browser.click("tbody td:first-child button");
    browser.await("return document.querySelector('#single-one')?.dataset.address !== undefined;");
    assertThat(texts("#single-one .way code"))
        .containsExactly("<script>alert(1)</script>", ".__dict__", "['held']");
    assertThat(browser.text("#single-one h2")).isEqualTo("<script>alert(1)</script>.held");
  }

  /// What the browser does when it prints, up to the paper.
  @Test
  void allViewsArePrinted() {
    open("overview");
    browser.run(
        "document.documentElement.dataset.theme = 'dark'; dispatchEvent(new Event('beforeprint'));");
    assertThat(texts(".printed > h2"))
        .containsExactly("Treemap", "Memory map", "Objects", "Owners", "Fragmentation");
    assertThat(
            ask(
                "return [...document.querySelectorAll('.printed .tree canvas, .printed .strips:not(details *) canvas')]"
                    + ".every(canvas => canvas.height > 2 &&"
                    + " canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(x => x));"))
        .isEqualTo(true);
    assertThat(ask("return document.documentElement.dataset.theme;")).isEqualTo("light");
    browser.run("dispatchEvent(new Event('afterprint'));");
    assertThat(ask("return document.documentElement.dataset.theme;")).isEqualTo("dark");
    assertThat(texts(".printed")).isEmpty();
    browser.run("delete document.documentElement.dataset.theme;");
  }

  @ParameterizedTest
  @ValueSource(strings = {"objects", "owners", "treemap", "map", "fragmentation", "overview"})
  void namesAreText(String view) {
    browser.complaints();
    open(view);
    assertThat(ask("return document.scripts.length;")).isEqualTo(2L);
    assertThat(ask("return document.querySelectorAll('main script, main img').length;"))
        .isEqualTo(0L);
    switch (view) {
      case "objects" ->
          assertThat(texts("tbody code"))
              .contains("<script>alert(1)</script>.<script>alert(1)</script>", "\"});//.\"});//");
      case "owners" -> {
        browser.type("input[type=search]", "alert");
        assertThat(texts("tbody td:nth-child(1)")).contains("<script>alert(1)</script>.held");
      }
      case "treemap" -> {
        browser.click("input[value='owners']");
        assertThat(texts(".parts .part-name")).contains("__main__", "<script>alert(1)</script>");
      }
      case "map" ->
          assertThat(texts(".strip h3")).anyMatch(name -> name.contains("<img src=x>\"});"));
      default -> {}
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aDifferenceHasItsView() {
    target.command("grow");
    Path later = directory.resolve("later");
    FathomRun.of("snapshot", target.pid(), "-o", later).assertFine();
    DrawnPage diff = DrawnPage.of(directory.resolve("diff.html"), "--diff", snapshot, later);
    browser.complaints();
    open(diff, "diff");
    assertThat(String.join(" ", FathomRun.of("diff", snapshot, later).lines()))
        .contains(browser.text(".verdict"));
    assertThat(texts("tbody code")).anyMatch(path -> path.contains("__main__.more"));
    for (String kind : List.of("types", "owners", "accounts")) {
      browser.click("input[value='" + kind + "']");
      assertThat(texts(".parts .part-name")).as(kind).anyMatch(name -> name.startsWith("▲ "));
      // In per cent of all that grew: what grew adds up to that, but for rounding.
      List<String> shares = texts(".parts .share");
      assertThat(shares)
          .as(kind)
          .isNotEmpty()
          .allMatch(share -> share.matches("|[+-][0-9]+\\.[0-9] %"));
      assertThat(
              shares.stream()
                  .filter(share -> share.startsWith("+"))
                  .mapToDouble(share -> Double.parseDouble(share.substring(1, share.length() - 2)))
                  .sum())
          .as(kind)
          .isCloseTo(100, within(3.0));
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void noDifferenceHasItsViewToo() {
    DrawnPage none = DrawnPage.of(directory.resolve("none.html"), "--diff", snapshot, snapshot);
    browser.complaints();
    open(none, "diff");
    assertThat(browser.text(".verdict")).contains("0 objects are new", "0 are gone");
    for (String kind : List.of("types", "owners", "accounts")) {
      browser.click("input[value='" + kind + "']");
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void workersHaveTheirView() {
    try (PythonTarget family = PythonTarget.start(Interpreters.requireAny(), "forked.py")) {
      DrawnPage drawn = DrawnPage.of(directory.resolve("workers.html"), "--workers", family.pid());
      browser.complaints();
      open(drawn, "workers");
      assertThat(browser.text(".verdict")).startsWith("Each extra worker costs ");
      assertThat(drawn.object("family").strings("told"))
          .isEqualTo(
              drawn.object("family").rows("findings").stream()
                  .map(finding -> finding.text("sentence"))
                  .toList());
      List<String> processes = texts("tbody tr td:first-child");
      for (JsonRow worker : drawn.object("family").rows("workers")) {
        assertThat(processes).contains(Long.toString(worker.number("pid")));
      }
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void itFitsAPhone() {
    try (Browser phone = Browser.phone(PHONE, 844)) {
      for (String view : VIEWS) {
        phone.open("about:blank");
        phone.open(page.file().toUri() + "#" + view);
        phone.await("return document.querySelector('main') !== null;");
        assertThat(phone.run("return document.documentElement.scrollWidth;"))
            .as(view)
            .isEqualTo((long) PHONE);
      }
    }
  }

  @Test
  void thereIsALightAndADarkPage() {
    open("overview");
    Object light = ask("return getComputedStyle(document.documentElement).backgroundColor;");
    browser.click(".theme");
    assertThat(ask("return getComputedStyle(document.documentElement).backgroundColor;"))
        .isNotEqualTo(light);
  }

  @Test
  void aWordIsExplained() {
    open("overview");
    browser.run("document.querySelector('.term').focus();");
    assertThat(browser.text("[role=tooltip]")).endsWith(".");
  }
}
