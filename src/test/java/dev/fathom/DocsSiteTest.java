package dev.fathom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The site that `./build docs` makes: each link in it leads somewhere, by the files that were
/// written and what stands in them.
final class DocsSiteTest {
  private static final Pattern LINK = Pattern.compile(" (?:href|src)=\"([^\"]*)\"");

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the directory in
  DocsSiteTest() {}

  /// @param lines what it said
  private record Made(int code, List<String> lines) {}

  private Made make(Path folder) throws IOException, InterruptedException {
    String libraries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> path.contains("commonmark"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                libraries,
                "tools/docs/Site.java",
                folder.toString(),
                directory.resolve("site").toString())
            .redirectErrorStream(true)
            .start();
    List<String> lines;
    try (Stream<String> said = process.inputReader().lines()) {
      lines = said.toList();
    }
    return new Made(process.waitFor(), lines);
  }

  @Test
  void everyLinkLeadsSomewhere() throws Exception {
    Made made = make(Path.of("").toAbsolutePath());
    assertThat(made.code()).as("%s", made.lines()).isZero();
    Path site = directory.resolve("site");
    List<Path> pages;
    try (Stream<Path> files = Files.walk(site)) {
      pages = files.filter(file -> file.toString().endsWith(".html")).toList();
    }
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      assertThat(pages)
          .contains(site.resolve("index.html"))
          .containsAll(
              docs.map(Path::toString)
                  .filter(name -> name.endsWith(".md"))
                  .map(name -> site.resolve(name.replaceAll("md$", "html")))
                  .toList());
    }
    List<String> dead = new ArrayList<>();
    TreeSet<Path> led = new TreeSet<>();
    for (Path page : pages) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        if (!link.group(1).matches("(https?|data):.*")) {
          String[] parts = link.group(1).split("#", 2);
          Path to = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
          led.add(to);
          boolean there = Files.exists(to);
          if (there && parts.length == 2) {
            there = Files.readString(to).contains(" id=\"" + parts[1] + "\"");
          }
          if (!there) {
            dead.add(site.relativize(page) + ": " + link.group(1));
          }
        }
      }
    }
    assertThat(dead).isEmpty();
    // From each page there is a way to all the others.
    assertThat(led).containsAll(pages);
  }

  @Test
  void whatLeadsNowhereIsToldAndIsAnError() throws Exception {
    Path folder = directory.resolve("source");
    Files.createDirectories(folder.resolve("docs"));
    Files.createDirectories(folder.resolve("tools/docs"));
    Files.writeString(
        folder.resolve("README.md"),
        "# A <b>name</b>\n\n[a](docs/a.md) [b](docs/b.md) [c](docs/a.md#none) [d](../outside)\n");
    Files.writeString(
        folder.resolve("docs/a.md"),
        "# A\n\n## Two `words`\n\n[e](#two-words) [f](../README.md)\n");
    Files.writeString(folder.resolve("tools/docs/navigation.tsv"), "");
    Files.writeString(folder.resolve("tools/docs/site.css"), "");
    Made made = make(folder);
    assertThat(made.code()).isEqualTo(1);
    assertThat(made.lines())
        .containsExactly(
            "README.md: docs/b.md: there is no such file",
            "README.md: docs/a.md#none: there is no heading for #none",
            "README.md: ../outside: there is no such file");
    assertThat(Files.readString(directory.resolve("site/index.html")))
        .contains("A &lt;b&gt;name&lt;/b&gt;")
        .doesNotContain("<b>");
  }
}
