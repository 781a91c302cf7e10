package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Interpreters;
import dev.fathom.testing.NativeTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tutorial's program is run, and its commands are given to it: each answers, and its rows
/// about the program's own objects are as printed there but for their numbers, which are another
/// interpreter's.
final class TutorialTest {
  private static final Path TUTORIAL = Path.of("docs/tutorial.md");
  private static final Pattern PROGRAM = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);
  private static final Pattern SHOWN = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);

  /// The process in the text.
  private static final String PROCESS = "4711";

  @TempDir private Path directory;

  @Test
  void isTrue() throws IOException {
    String text = Files.readString(TUTORIAL);
    Path program = directory.resolve("shop.py");
    Files.writeString(program, only(PROGRAM, text).getFirst());
    int compared = 0;
    try (NativeTarget shop =
        NativeTarget.start(Interpreters.requireAny().path(), program.toString())) {
      for (String shown : only(SHOWN, text)) {
        List<String> lines = shown.lines().toList();
        for (String line : lines) {
          if (line.startsWith("$ fathom ")) {
            List<String> words = words(line.substring(9), shop.pid());
            if (words.getFirst().equals("diff")) {
              shop.command(""); // Enter, as the text says
            }
            FathomRun run = FathomRun.of(words.toArray()).assertAnswered();
            if (lines.size() > 1) {
              compared += assertShown(lines, run);
            }
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(5);
  }

  private static int assertShown(List<String> lines, FathomRun run) {
    // Where a sentence goes on in the next line depends on how long its numbers are.
    String printed = masked(String.join(" ", run.lines()));
    List<String> own =
        lines.stream()
            .filter(line -> line.matches(" +[+~]?\\d.*__main__.*"))
            .map(TutorialTest::masked)
            .toList();
    assertThat(own)
        .as("%s", lines.getFirst())
        .allSatisfy(line -> assertThat(printed).contains(line));
    return own.size();
  }

  /// Units depend on how large the numbers are.
  private static String masked(String line) {
    return line.strip()
        .replaceAll("\\s+", " ")
        .replaceAll("~?\\d[\\d,.]*", "#")
        .replaceAll("# [KMG]?i?B", "#");
  }

  private List<String> words(String command, long process) {
    List<String> words = new ArrayList<>();
    Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(command);
    while (word.find()) {
      String plain = word.group(1) == null ? word.group(2) : word.group(1);
      words.add(
          plain.equals(PROCESS)
              ? String.valueOf(process)
              : plain.matches("[a-z]+\\.(fathom|html)")
                  ? directory.resolve(plain).toString()
                  : plain);
    }
    return words;
  }

  private static List<String> only(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }
}
