package dev.fathom.lab.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.lab.scenario.Catalogue;
import dev.fathom.lab.scenario.Parser;
import dev.fathom.lab.scenario.Player;
import dev.fathom.lab.scenario.Scenario;
import dev.fathom.lab.scenario.Step;
import dev.fathom.testing.Browser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page of the lab in a real browser, and what is in it.
final class LabPageTest {
  @TempDir private Path folder;

  @Test
  void playsScenariosByKeysAndByMouse() throws IOException {
    Map<Scenario, List<Step>> played = new LinkedHashMap<>();
    Catalogue.all().forEach(scenario -> played.put(scenario, Player.play(scenario)));
    List<Step> fork = Player.play(Catalogue.find("fork").orElseThrow());
    Path page = write(played);
    try (Browser browser = Browser.start(1400, 1000)) {
      browser.open(page.toUri() + "#fork/1");
      assertThat(browser.run("return document.querySelectorAll('select option').length"))
          .isEqualTo((long) played.size());
      assertThat(browser.text(".count")).isEqualTo("1 of " + fork.size());

      int write = indexOf(fork, "in child write 850");
      browser.run("location.hash = '#fork/" + write + "'; location.reload()");
      browser.await(
          "return document.querySelector('.count')?.textContent === arguments[0]",
          write + " of " + fork.size());
      browser.press("body", Browser.Key.RIGHT);
      assertThat(browser.text(".told")).contains("in child write 850 2", "copied on write");
      assertThat(rows(browser, "parent")).contains("8--→63--rstack", "6--→61--rheap ×2");
      assertThat(rows(browser, "child")).contains("8--→77--wstack*", "6--→61--rheap ×2");
      assertThat(text(browser, ".cell.changed")).containsExactlyInAnyOrder("63", "77");

      browser.press("body", Browser.Key.LEFT);
      assertThat(browser.text(".count")).isEqualTo(write + " of " + fork.size());
      browser.click("[title^='Last step']");
      assertThat(browser.text(".count")).isEqualTo(fork.size() + " of " + fork.size());
      browser.click("[title^='First step']");
      browser.type("body", " ");
      assertThat(browser.text("[title^='Play']")).isEqualTo("Pause");
      browser.await("return document.querySelector('.count').textContent.startsWith('3 of')");
      browser.type("body", " ");
      assertThat(browser.text("[title^='Play']")).isEqualTo("Play");

      assertThat(browser.complaints()).isEmpty();
      assertThat(browser.requests()).noneMatch(address -> address.startsWith("http"));
    }
  }

  /// Every step of every scenario can be drawn, and of those looked at none is wider than a phone's
  /// screen.
  @Test
  void everyStepFitsAPhone() throws IOException {
    Map<Scenario, List<Step>> played = new LinkedHashMap<>();
    Catalogue.all().forEach(scenario -> played.put(scenario, Player.play(scenario)));
    Path page = write(played);
    try (Browser browser = Browser.phone(390, 844)) {
      browser.open(page.toUri().toString());
      // A scenario a question, so that each has a browser's time to answer.
      for (int scenario = 0; scenario < played.size(); scenario++) {
        Object wide =
            browser.run(
                """
                const wide = [];
                const choice = document.querySelector('select');
                choice.selectedIndex = arguments[0];
                choice.dispatchEvent(new Event('change'));
                const steps = document.querySelectorAll('ol li').length;
                for (let step = 0; step < steps; step++) {
                  if (step % 8 === 0 && document.documentElement.scrollWidth > innerWidth)
                    wide.push(choice.value + ' ' + document.querySelector('.count').textContent);
                  document.querySelector('[title^="Step forward"]').click();
                }
                return wide.join();
                """,
                scenario);
        assertThat(wide).isEqualTo("");
      }
      assertThat(browser.complaints()).isEmpty();
    }
  }

  /// What a scenario says cannot end the data or become markup.
  @Test
  void aScenarioIsOnlyText() throws IOException {
    Scenario hostile =
        Parser.parse(
            "<b>mine</b>",
            """
            summary </script><script>document.title = 'taken'</script>
            process <img/src=x>
            map 0 w <!--
            read 0
            """);
    Path page = write(Map.of(hostile, Player.play(hostile)));
    assertThat(Files.readString(page, UTF_8)).doesNotContain("</script><script>document");
    try (Browser browser = Browser.start(800, 800)) {
      browser.open(page.toUri().toString());
      assertThat(browser.text(".summary")).startsWith("</script><script>");
      assertThat(browser.text("caption")).isEqualTo("<img/src=x>");
      assertThat(browser.run("return document.title")).isEqualTo("<b>mine</b> · Fathom lab");
      assertThat(browser.run("return document.querySelectorAll('img, b').length")).isEqualTo(0L);
      assertThat(browser.complaints()).isEmpty();
    }
  }

  private Path write(Map<Scenario, List<Step>> played) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LabPage.write(played, bytes);
    return Files.write(folder.resolve("lab.html"), bytes.toByteArray());
  }

  private static int indexOf(List<Step> steps, String beginning) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).text().startsWith(beginning)) {
        return i;
      }
    }
    throw new AssertionError(beginning);
  }

  /// {@return the rows of a task's table without blanks around words; `*` if marked as changed}
  private static List<String> rows(Browser browser, String task) {
    Object rows =
        browser.run(
            """
            const table = [...document.querySelectorAll('table')]
                .find((each) => each.caption.textContent === arguments[0]);
            return [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim())
                .join('') + (row.classList.contains('changed') ? '*' : '')).join('\\n');
            """,
            task);
    return String.valueOf(rows).lines().toList();
  }

  private static List<String> text(Browser browser, String selector) {
    Object texts =
        browser.run(
            "return [...document.querySelectorAll(arguments[0])]"
                + ".map((each) => each.firstChild.textContent).join('\\n')",
            selector);
    return String.valueOf(texts).lines().toList();
  }
}
