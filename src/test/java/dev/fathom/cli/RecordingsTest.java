package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Json;
import dev.fathom.testing.JsonDifference;
import dev.fathom.testing.Recordings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What an earlier Fathom wrote gives the figures that it gave then, field by field. What differs
/// for a reason is a line of `recordings/exceptions.tsv`, and is what stands there.
final class RecordingsTest {
  private static final Map<String, String> MOST = Map.of("report", "100000", "objects", "100000");

  private static final List<Exemption> EXEMPTIONS = Exemption.read();
  private static final Set<Exemption> NEEDED = new HashSet<>();
  private static final Set<String> ASKED = new HashSet<>();

  /// No files of this machine.
  @TempDir private Path nothing;

  /// A difference that there may be.
  ///
  /// @param file the recordings in question, `*` for any text
  /// @param place in the answer, beginning with the command; likewise
  /// @param then what stood there; likewise
  /// @param now what stands there; likewise
  private record Exemption(String file, String place, String then, String now) {
    static List<Exemption> read() {
      try (InputStream in =
          Exemption.class.getResourceAsStream("/dev/fathom/recordings/exceptions.tsv")) {
        byte[] bytes = Objects.requireNonNull(in).readAllBytes();
        return new String(bytes, StandardCharsets.UTF_8)
            .lines()
            .skip(1) // the heading
            .map(line -> line.split("\t", -1))
            .map(words -> new Exemption(words[0], words[1], words[2], words[3]))
            .toList();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    boolean allows(String name, String command, JsonDifference difference) {
      return matches(file, name)
          && matches(place, command + difference.place())
          && matches(then, difference.expected())
          && matches(now, difference.actual());
    }

    private static boolean matches(String pattern, String text) {
      StringBuilder expression = new StringBuilder();
      for (String part : pattern.split("\\*", -1)) {
        expression.append(expression.isEmpty() ? "" : ".*").append(Pattern.quote(part));
      }
      return Pattern.compile(expression.toString(), Pattern.DOTALL).matcher(text).matches();
    }
  }

  static List<String> recordings() {
    return Recordings.all();
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void givesTheFiguresThatItGave(String name) {
    ASKED.add(name);
    Path file = Recordings.file(name);
    List<String> wrong = new ArrayList<>();
    Json.parseObject(Recordings.told(name))
        .forEach((command, then) -> {
          for (JsonDifference difference :
              JsonDifference.all(then, answer(command, file, nothing))) {
            if (!isExempt(name, command, difference)) {
              wrong.add(command + difference);
            }
          }
        });
    assertThat(wrong).isEmpty();
  }

  private static boolean isExempt(String name, String command, JsonDifference difference) {
    List<Exemption> allowing =
        EXEMPTIONS.stream().filter(each -> each.allows(name, command, difference)).toList();
    NEEDED.addAll(allowing);
    return !allowing.isEmpty();
  }

  /// An exception that no recording needs any more hides what comes next.
  @AfterAll
  static void everyExceptionIsNeeded() {
    if (ASKED.containsAll(Recordings.all())) { // not where only some were asked
      assertThat(NEEDED).containsAll(EXEMPTIONS);
    }
  }

  private static @Nullable Object answer(String command, Path file, Path nothing) {
    List<Object> words =
        new ArrayList<>(
            List.of(command, file, "--json", "--top", MOST.getOrDefault(command, "1000")));
    words.addAll(List.of("--sysroot", nothing));
    if (command.equals("owners")) {
      words.add("--nested"); // as they were listed then
    }
    FathomRun run = FathomRun.of(words.toArray());
    assertThat(run.code()).isIn(ExitCode.FINE, ExitCode.PARTIAL);
    String folder = file.getParent() + "/";
    return Json.parse(run.out().replace(folder, ""));
  }
}
