package dev.fathom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// At and above the model nobody knows the name of a language, of an allocator, or of their
/// structures: these words stand with those who own them.
final class ForeignWordsTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/fathom");

  private static final List<String> ABOVE =
      List.of("model", "survey", "analysis", "snapshot", "ask", "report", "serve", "cli");

  private static final Pattern WORDS =
      Pattern.compile(
          "(?<![A-Za-z])(cpython|pymalloc|obmalloc|perl|micropython|qstr|glibc|jemalloc|tcmalloc|mimalloc|musl"
              + "|PyObject|SV|HV|AV|ptmalloc|malloc_trim|MALLOC_[A-Z_]+|mi_collect)(?![A-Za-z])",
          Pattern.CASE_INSENSITIVE);

  /// Where such words stand all the same, and why.
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "analysis/account/Advice.java", "an id in JSON, which does not change",
          "survey/look/Parties.java", "the list of parties",
          "cli/lab/LabAllocators.java", "the lab has models of its own",
          "cli/lab/LabReplay.java", "the lab has models of its own",
          "cli/lab/LabWorkers.java", "the lab has models of its own",
          "model/ProgramName.java", "options of the C library's loader, on any program's line",
          "model/ShownCommand.java", "names of programs that run code: data about command lines");

  @Test
  void standWithThoseWhoOwnThem() throws IOException {
    Map<String, List<String>> found = new TreeMap<>();
    for (String folder : ABOVE) {
      try (Stream<Path> files = Files.walk(SOURCES.resolve(folder))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          List<String> lines = foreign(file);
          if (!lines.isEmpty()) {
            found.put(SOURCES.relativize(file).toString(), lines);
          }
        }
      }
    }
    assertThat(found.keySet()).as("%s", found).isEqualTo(EXCEPTIONS.keySet());
  }

  /// Lines of code with such a word, imports and comments left out.
  private static List<String> foreign(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String code = line.strip();
      int comment = code.indexOf("//");
      code = comment < 0 ? code : code.substring(0, comment);
      if (!code.startsWith("import ") && WORDS.matcher(code).find()) {
        lines.add(code);
      }
    }
    return lines;
  }
}
