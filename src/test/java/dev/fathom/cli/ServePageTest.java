package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Browser;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The page of `fathom serve` in a browser: what it fetches on demand, and the curve.
final class ServePageTest {
  private static final String NAME = "</script><img src=x onerror=alert(2)>";
  private static final int INSTANCES = 250;

  private static Browser browser;

  @SuppressWarnings("NullAway.Init") // begin() fills it in
  ServePageTest() {}

  @BeforeAll
  static void begin() {
    browser = Browser.start(1400, 1000);
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void oneGoesFromATypeToItsObjectsAndTheirPaths() {
    try (PythonTarget target =
            PythonTarget.start(Interpreters.requireAny(), "markup.py", INSTANCES);
        ServedFathom served = ServedFathom.start(target.pid())) {
      open(served, "objects");
      browser.type("main input[type=search]", NAME);
      browser.click("main tbody tr.can");
      awaitList(100);
      assertThat(text("#single-list")).contains("__main__." + NAME, "250 objects");
      browser.click("#single-list > button");
      awaitList(200);
      browser.click("#single-list > button");
      awaitList(INSTANCES);
      browser.run("scrollTo(0, 0);"); // the driver would scroll it below the head of the page
      assertThat(count("#single-list > button")).isZero();

      // To the first of them: the figures are those of the answer that it comes from.
      Map<String, @Nullable Object> first =
          Json.object(
              Json.array(
                      served
                          .ask("instances?limit=1&type=" + ServedFathom.encoded("__main__." + NAME))
                          .json()
                          .get("objects"))
                  .getFirst());
      String address = "0x" + Long.toHexString((Long) Objects.requireNonNull(first.get("address")));
      browser.click("#single-list tbody tr:first-child td:nth-child(3) button");
      awaitObject(address);
      assertThat(text("#single-one h2")).isEqualTo(first.get("path"));
      assertThat(text("#single-one")).contains("The way to it", "ob_refcnt", NAME);
      assertThat(count("#single-one .way li")).isGreaterThan(2);

      // What surrounds it is drawn, each object a link to it.
      awaitDrawing(address);
      List<String> surrounding =
          Json.array(served.ask("graph?of=" + address).json().get("nodes")).stream()
              .map(node -> Objects.requireNonNull(Json.object(node).get("address")))
              .map(found -> "0x" + Long.toHexString((Long) found))
              .toList();
      assertThat(surrounding).startsWith(address).hasSizeGreaterThan(2);
      assertThat(drawn()).containsExactlyInAnyOrderElementsOf(surrounding);
      assertThat(text(".drawing .middle")).contains(NAME);
      assertThat(count(".drawing [role=link]")).isEqualTo(surrounding.size() - 1L);
      browser.press(".drawing [data-address='" + surrounding.get(1) + "']", Browser.Key.ENTER);
      awaitObject(surrounding.get(1));
      awaitDrawing(surrounding.get(1));
      assertThat(drawn()).contains(address);
      browser.run("history.back();");
      awaitObject(address);
      awaitDrawing(address);
      browser.click(".surroundings button:last-child");
      browser.await(
          "return document.querySelectorAll('.drawing [data-address]').length > arguments[0];",
          surrounding.size());
      browser.run("scrollTo(0, 0);");

      // Up to who holds it, and down to all that this keeps.
      browser.click("#single-one .way li:first-child button");
      browser.await("return document.querySelectorAll('#single-one .way li').length === 1;");
      assertThat(text("#single-one")).contains("What it keeps");
      browser.click("#single-one > p > button:last-child");
      browser.await("return !document.querySelector('#single-list').hidden;");
      assertThat(text("#single-list")).contains("Kept by");

      // Back, as one goes back on any page.
      browser.run("history.back();");
      browser.await("return !document.querySelector('#single-one').hidden;");

      // What is not there is said.
      browser.run("document.querySelector('main form input').value = '0x10';");
      browser.click("main form button");
      browser.await(
          "return document.querySelector('main [role=status]').textContent.includes('Nothing:');");
      assertThat(browser.complaints()).allMatch(line -> line.contains("404"));
      assertThat(browser.run("return document.querySelectorAll('main img, main script').length;"))
          .isEqualTo(0L);
      assertThat(browser.requests())
          .filteredOn(request -> request.startsWith("http"))
          .isNotEmpty()
          .allMatch(request -> request.startsWith(served.url().toString()));
    }
  }

  @Test
  void aServerThatWasAwayIsFoundAgain() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "markup.py", 10);
        ServedFathom served = ServedFathom.start(target.pid(), "--interval=50")) {
      open(served, "single");
      browser.await("return document.querySelector('header .ended').hidden;");
      browser.network(false);
      browser.await("return !document.querySelector('header .ended').hidden;");
      assertThat(text("header .ended")).contains("does not answer", "asks again");
      browser.type("main input.wanted", "dict");
      browser.click("main form button");
      browser.await("return document.querySelector('main [role=status] button') !== null;");
      browser.network(true);
      browser.await("return document.querySelector('header .ended').hidden;");
      browser.click("main [role=status] button");
      browser.await("return document.querySelectorAll('#single-list tbody tr').length > 1;");
      browser.complaints(); // Chromium's own, of requests that failed
    } finally {
      browser.network(true);
    }
  }

  @Test
  void theCurveGrowsUntilTheProcessEnds() {
    ServedFathom served;
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "markup.py", 10)) {
      served = ServedFathom.start(target.pid(), "--interval=50", "--look-every=1");
      open(served, "live");
      browser.await("return Number(document.querySelector('main .verdict').dataset.samples) > 3;");
      assertThat(text("main .verdict")).contains("Process " + target.pid() + " is running");
      assertThat(text("main .legend")).contains("Rss", "Pss", "Uss", "MiB");
      // Lines are drawn: there is more than one colour.
      browser.await(
          """
          const canvas = document.querySelector('main .curve canvas');
          if (!canvas) return false;
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          let blue = 0;
          for (let at = 0; at < data.length; at += 4)
            if (data[at] === 0x3f && data[at + 1] === 0x7f && data[at + 2] === 0xd0) blue++;
          return blue > 50;
          """);
      browser.await("return !document.querySelectorAll('main .card')[1].hidden;");
      assertThat(text("main")).contains("Accounts, look by look", "Python objects");
      assertThat(browser.complaints()).isEmpty();
    }
    try (served) {
      browser.await("return document.querySelector('main .verdict').dataset.gone === 'true';");
      assertThat(text("main .verdict")).contains("has ended");
      assertThat(text("header .ended")).contains("has ended");
      // All else stays, and can be asked for.
      browser.run("location.hash = '#objects';");
      browser.await("return document.querySelector('main').dataset.view === 'objects';");
      browser.click("main tbody tr.can");
      browser.await("return document.querySelectorAll('#single-list tbody tr').length > 1;");
      assertThat(text("header .ended")).contains("has ended");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  private static void open(ServedFathom served, String view) {
    browser.open(served.url() + "#" + view);
    browser.await("return document.querySelector('main')?.dataset.view === '" + view + "';");
    browser.complaints();
    browser.requests();
  }

  private static void awaitList(int rows) {
    browser.await(
        "return document.querySelectorAll('#single-list tbody tr').length === " + rows + ";");
  }

  private static void awaitObject(String address) {
    browser.await(
        "return document.querySelector('#single-one').dataset.address === '" + address + "';");
  }

  private static void awaitDrawing(String address) {
    browser.await(
        "return document.querySelector('.drawing .middle')?.dataset.address === '"
            + address
            + "';");
  }

  /// The addresses of the objects that are drawn.
  private static List<String> drawn() {
    Object drawn =
        browser.run(
            "return [...document.querySelectorAll('.drawing [data-address]')]"
                + ".map((each) => each.dataset.address);");
    return Json.array(drawn).stream().map(String::valueOf).toList();
  }

  private static String text(String selector) {
    return String.valueOf(
        browser.run("return document.querySelector(arguments[0]).textContent;", selector));
  }

  private static long count(String selector) {
    Object count = browser.run("return document.querySelectorAll(arguments[0]).length;", selector);
    return (Long) Objects.requireNonNull(count);
  }
}
