package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What Fathom says is said in the words of the trade, in main clauses: what reads like a riddle is
/// in `words/forbidden.tsv`, with what to write instead. An exception is in `words/allowed.tsv`,
/// with its reason; one that nothing needs fails the test.
final class MessagesTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/fathom");

  /// What is printed is said in these.
  private static final List<String> LAYERS =
      List.of(
          "analysis",
          "ask",
          "cli",
          "export",
          "lab",
          "mcp",
          "report",
          "serve",
          "survey",
          "target",
          "view");

  private static final Path DOCS = Path.of("docs");
  private static final Set<String> REPEATING = Set.of("talks.md", "reading.md");

  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");

  private record Word(Pattern pattern, String instead) {}

  private record Said(String where, String text) {}

  @Test
  void areInPlainWords() throws IOException {
    List<Word> forbidden =
        table("forbidden.tsv").stream()
            .map(row -> new Word(Pattern.compile(row.get(0)), row.get(1)))
            .toList();
    Set<List<String>> unused = new HashSet<>(table("allowed.tsv"));
    List<List<String>> allowed = List.copyOf(unused);
    List<String> wrong = new ArrayList<>();
    List<Said> all = new ArrayList<>(messages());
    all.addAll(documentation());
    for (Said said : all) {
      for (Word word : forbidden) {
        Matcher found = word.pattern().matcher(said.text());
        if (found.find()) {
          List<List<String>> excuses =
              allowed.stream()
                  .filter(row -> row.get(0).equals(said.where()))
                  .filter(row -> said.text().contains(row.get(1)))
                  .toList();
          unused.removeAll(excuses);
          if (excuses.isEmpty()) {
            wrong.add(
                said.where()
                    + ": '"
                    + found.group()
                    + "' ("
                    + word.instead()
                    + "): "
                    + said.text());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(unused).as("exceptions that nothing needs").isEmpty();
  }

  /// Help, errors, and all else that is a sentence: of several words.
  private static List<Said> messages() throws IOException {
    List<Said> all = new ArrayList<>();
    for (String layer : LAYERS) {
      try (Stream<Path> files = Files.walk(SOURCES.resolve(layer))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          String code =
              Files.readAllLines(file).stream()
                  .filter(line -> !line.strip().startsWith("//"))
                  .collect(Collectors.joining("\n"));
          LITERAL
              .matcher(JOINED.matcher(code).replaceAll(""))
              .results()
              .map(literal -> literal.group(1))
              .filter(text -> text.strip().contains(" "))
              .forEach(text -> all.add(new Said(name, text)));
        }
      }
    }
    assertThat(all).hasSizeGreaterThan(1000);
    return all;
  }

  /// README and docs/, but for what repeats the words of talks and of the lab's scenarios.
  private static List<Said> documentation() throws IOException {
    List<Path> files = new ArrayList<>(List.of(Path.of("README.md")));
    try (Stream<Path> pages = Files.list(DOCS)) {
      pages.filter(each -> each.toString().endsWith(".md")).forEach(files::add);
    }
    List<Said> all = new ArrayList<>();
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      if (!REPEATING.contains(name)) {
        Files.readAllLines(file).forEach(line -> all.add(new Said(name, line)));
      }
    }
    assertThat(all).hasSizeGreaterThan(3000);
    return all;
  }

  private static List<List<String>> table(String name) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    MessagesTest.class.getResourceAsStream("/dev/fathom/words/" + name), name),
                StandardCharsets.UTF_8))) {
      return lines.lines().skip(1).map(line -> List.of(line.split("\t", -1))).toList();
    }
  }
}
