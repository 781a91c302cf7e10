package dev.fathom.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The script and the style of the page: they are in the jar as `web/` builds them.
final class PageBundleTest {
  private static final int MOST_SCRIPT = 120 * 1024;
  private static final int OLDEST_NODE = 20;
  private static final Path SOURCES = Path.of("web");

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the directory in
  PageBundleTest() {}

  @Test
  void itIsWhatTheSourcesBuild() throws IOException, InterruptedException {
    requireNode();
    Path sources = directory.resolve("web");
    copy(sources);
    String installed = run(sources, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    Assumptions.assumeTrue(
        Files.isDirectory(sources.resolve("node_modules/vite")),
        () -> "npm cannot install what the page is built with: " + installed);
    Path built = directory.resolve("built");
    String said = run(sources, "npm", "run", "build", "--", "--outDir", built.toString());
    for (String name : List.of("page.js", "page.css")) {
      assertThat(built.resolve(name)).as(said).exists();
      assertThat(Files.readString(built.resolve(name)))
          .as("%s; `cd web && npm ci && npm run build` makes it anew", name)
          .isEqualTo(resource(name));
    }
  }

  @Test
  void theScriptIsSmall() throws IOException {
    assertThat(resource("page.js").getBytes(UTF_8)).hasSizeLessThanOrEqualTo(MOST_SCRIPT);
  }

  /// It stands between tags, and its policy allows no address.
  @ParameterizedTest
  @ValueSource(strings = {"page.js", "page.css"})
  void itAsksForNothingAndEndsNothing(String name) throws IOException {
    assertThat(resource(name))
        .doesNotContainIgnoringCase("</script")
        .doesNotContainIgnoringCase("</style")
        .doesNotContain("<!--")
        .doesNotContain("@import")
        .doesNotContainPattern("url\\((?!data:)")
        .doesNotContainPattern("https?://(?!www\\.w3\\.org/)");
  }

  private static String resource(String name) throws IOException {
    try (var in = Objects.requireNonNull(HtmlPage.class.getResourceAsStream("page/" + name))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private void requireNode() throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.isDirectory(SOURCES), "the sources of the page are not here");
    String version;
    try {
      version = run(directory, "node", "--version").strip();
      run(directory, "npm", "--version");
    } catch (IOException missing) {
      Assumptions.abort("there is no node or no npm here: " + missing.getMessage());
      return;
    }
    int major = Integer.parseInt(version.replaceFirst("v(\\d+).*", "$1"));
    Assumptions.assumeTrue(major >= OLDEST_NODE, "node is too old: " + version);
  }

  private static void copy(Path to) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(each -> !each.toString().contains("node_modules")).toList()) {
        Path copy = to.resolve(SOURCES.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  /// {@return what the command said, on both outputs}
  private static String run(Path in, String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor(1, TimeUnit.MINUTES);
    return said;
  }
}
