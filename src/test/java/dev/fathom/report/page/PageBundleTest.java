package dev.fathom.report.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The scripts and styles of the pages, as they are in the jar. That they are what `web/` builds is
/// proven by `.ci/web`.
final class PageBundleTest {
  @ParameterizedTest
  @CsvSource({"report, 128", "lab, 10"})
  void theScriptIsSmall(String page, int mostKib) throws IOException {
    assertThat(resource(page + "/page/page.js").getBytes(UTF_8))
        .hasSizeBetween(1024, mostKib * 1024);
  }

  /// It stands between tags, and its policy allows no address.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "report/page/page.js",
        "report/page/page.css",
        "lab/page/page.js",
        "lab/page/page.css"
      })
  void itAsksForNothingAndEndsNothing(String name) throws IOException {
    assertThat(resource(name))
        .isNotBlank()
        .doesNotContainIgnoringCase("</script")
        .doesNotContainIgnoringCase("</style")
        .doesNotContain("<!--")
        .doesNotContain("@import")
        .doesNotContainPattern("url\\((?!data:)")
        .doesNotContainPattern("https?://(?!www\\.w3\\.org/)");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(HtmlPage.class.getResourceAsStream("/dev/fathom/" + name))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
