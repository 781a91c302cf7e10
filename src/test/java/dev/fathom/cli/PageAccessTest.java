package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Browser;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The page for whoever has no mouse, sees little, or hears it read: judged by axe-core, which
/// knows the rules of WCAG, and by keys alone. What contrast there is in pictures is tested in
/// `web/`.
final class PageAccessTest {
  private static final Path AXE = Path.of("web/node_modules/axe-core/axe.min.js");

  private static final List<String> VIEWS =
      List.of("diff", "overview", "treemap", "map", "objects", "owners", "single", "fragmentation");

  private static final String JUDGEMENT =
      """
      const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      // A link to a view that the row of views has out of sight is taken for one past the row.
      const but = {'skip-link': {enabled: false}};
      return axe.run(document, {runOnly: {type: 'tag', values: rules}, rules: but, resultTypes: ['violations']})
        .then(found => found.violations.flatMap(rule => rule.nodes.map(node =>
          `${arguments[0]}: ${rule.id}: ${node.target} ${node.failureSummary}`)));\
      """;

  /// Notes which of the controls the focus goes to, and whether that is seen.
  private static final String CONTROLS =
      """
      window.controls = [...document.querySelectorAll('a[href], button, input, summary, [tabindex="0"]')]
        .filter(each => each.checkVisibility() && each.tabIndex >= 0
          && !(each.type === 'radio' && !each.checked));
      window.reached = [];
      document.addEventListener('focusin', event => {
        const style = getComputedStyle(event.target);
        const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        reached.push(controls.indexOf(event.target) + (seen ? '' : ' unseen'));
      });
      return controls.length;\
      """;

  @TempDir private static Path directory;

  private static Path page;

  @SuppressWarnings("NullAway.Init") // JUnit fills the directory in, and then begin() the rest
  PageAccessTest() {}

  @BeforeAll
  static void begin() throws IOException {
    Path file = Files.write(directory.resolve("mapped"), new byte[1 << 16]);
    Path before = directory.resolve("before");
    Path after = directory.resolve("after");
    page = directory.resolve("page.html");
    try (PythonTarget target =
        PythonTarget.start(Interpreters.requireAny(), "hostile.py", file, 30)) {
      FathomRun.of("snapshot", target.pid(), "-o", before).assertFine();
      target.command("grow");
      FathomRun.of("snapshot", target.pid(), "-o", after).assertFine();
    }
    FathomRun.of("html", "--diff", before, after, "-o", page).assertFine();
  }

  @AfterAll
  static void end() throws IOException {
    Files.deleteIfExists(page);
  }

  /// In both themes, and as wide as a screen and as a phone; each once.
  @ParameterizedTest
  @CsvSource({"1400, light", "390, dark"})
  void noRuleIsBroken(int width, String theme) throws IOException {
    Assumptions.assumeTrue(
        Files.isReadable(AXE), "axe-core is not installed: npm ci --ignore-scripts in web/");
    List<Object> broken = new ArrayList<>();
    String axe = Files.readString(AXE);
    try (Browser browser = width < 1000 ? Browser.phone(width, 844) : Browser.start(width, 1000)) {
      for (Path other : others()) {
        browser.open(other.toUri().toString());
        browser.run(axe);
        broken.addAll(Json.array(browser.run(JUDGEMENT, other.getFileName())));
      }
      browser.open(page.toUri().toString());
      browser.run("document.documentElement.dataset.theme = arguments[0];", theme);
      browser.run(axe);
      for (String view : VIEWS) {
        open(browser, "#" + view);
        broken.addAll(Json.array(browser.run(JUDGEMENT, view)));
      }
    }
    assertThat(broken).isEmpty();
  }

  /// What else Fathom writes for a browser, of the kinds that are made at once.
  private static List<Path> others() {
    Path lab = directory.resolve("lab.html");
    Path linked = directory.resolve("link.html");
    FathomRun.of("lab", "sharing", "--html", lab).assertFine();
    FathomRun.of("link", "/bin/sh", "-o", linked).assertFine();
    return List.of(lab, linked);
  }

  /// Tab goes to each control in the order in which they are read, and shows where it is.
  @Test
  void keysReachEverything() {
    try (Browser browser = Browser.start(1400, 1000)) {
      for (String fragment :
          List.of("overview", "treemap", "map", "owners?filter=held", "single?filter=held")) {
        browser.open("about:blank");
        browser.open(page.toUri() + "#" + fragment);
        browser.await("return document.querySelector('main')?.dataset.view !== undefined;");
        int controls = ((Long) Objects.requireNonNull(browser.run(CONTROLS))).intValue();
        assertThat(controls).as(fragment).isGreaterThan(12);
        browser.tab(controls);
        assertThat(
                Json.array(browser.run("return reached;")).stream().map(String::valueOf).toList())
            .as(fragment)
            .isEqualTo(IntStream.range(0, controls).mapToObj(Integer::toString).toList());
      }
      keysLeadIntoAViewAndBack(browser);
    }
  }

  /// From the first key to a place in a picture and back, without a mouse.
  private static void keysLeadIntoAViewAndBack(Browser browser) {
    browser.open("about:blank");
    browser.open(page.toUri().toString());
    browser.await("return document.querySelector('main')?.dataset.view === 'overview';");
    browser.press(".views a[href='#owners']", Browser.Key.ENTER);
    browser.await("return document.querySelector('main').dataset.view === 'owners';");
    browser.press(".tree canvas", Browser.Key.DOWN, Browser.Key.ENTER);
    browser.await("return document.querySelectorAll('.crumb').length === 2;");
    String inside = browser.text(".parts-head b");
    assertThat(browser.run("return location.hash;")).isEqualTo("#owners?at=0");
    browser.press(".tree canvas", Browser.Key.BACKSPACE);
    browser.await("return document.querySelectorAll('.crumb').length === 1;");
    browser.run("history.back();");
    browser.await("return document.querySelectorAll('.crumb').length === 2;");
    assertThat(browser.text(".parts-head b")).isEqualTo(inside);
  }

  private static void open(Browser browser, String fragment) {
    browser.run("location.hash = arguments[0];", fragment);
    browser.await(
        "return '#' + document.querySelector('main')?.dataset.view === arguments[0];", fragment);
  }
}
