package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are read as far as a command needs: whatever is wrong with one, the command says what
/// it says of the sound file, or one line.
final class DamagedSnapshotTest {
  private static final List<List<String>> QUESTIONS =
      List.of(
          List.of("report"),
          List.of("objects", "--by=owner"),
          List.of("owners"),
          List.of("owners", "--of", "__main__.ordered", "--depth=1"),
          List.of("path", "__main__.Node"),
          List.of("leaks"),
          List.of("fragmentation"),
          List.of("pins"),
          List.of("explain", "__main__.Node"),
          List.of("owners", "--json"),
          List.of("objects", "--json"));

  @TempDir private static Path directory;

  private static byte[] sound = new byte[0];

  @BeforeAll
  static void snapshot() throws IOException {
    Path file = directory.resolve("sound.fathom");
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "million.py", 100)) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
    }
    sound = Files.readAllBytes(file);
  }

  @Test
  void aByteThatHasChanged() throws IOException {
    Path file = directory.resolve("damaged.fathom");
    Files.write(file, sound);
    List<String> answers = QUESTIONS.stream().map(words -> timeless(ask(words, file))).toList();
    SplittableRandom random = new SplittableRandom(7);
    int noticed = 0;
    for (int round = 0; round < 240; round++) {
      byte[] damaged = sound.clone();
      for (int byteNumber = 0; byteNumber < 4; byteNumber++) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, damaged);
      int question = round % QUESTIONS.size();
      FathomRun run = ask(QUESTIONS.get(question), file);
      if (run.code() == ExitCode.FAILED) {
        assertThat(run.assertOneLine(ExitCode.FAILED)).startsWith("fathom: " + file + " ");
        noticed++;
      } else {
        assertThat(timeless(run.assertFine())).isEqualTo(answers.get(question));
      }
    }
    assertThat(noticed).isGreaterThan(5);
  }

  @Test
  void aFileThatWasCutOff() throws IOException {
    Path file = directory.resolve("cut.fathom");
    SplittableRandom random = new SplittableRandom(8);
    for (int round = 0; round < 40; round++) {
      int length = round < 10 ? sound.length - 1 - round : random.nextInt(sound.length);
      Files.write(file, java.util.Arrays.copyOf(sound, length));
      assertThat(ask(QUESTIONS.get(round % QUESTIONS.size()), file).assertOneLine(ExitCode.FAILED))
          .startsWith("fathom: " + file + " ");
    }
  }

  /// What differs between two answers of one question.
  private static String timeless(FathomRun run) {
    return run.out().replaceAll("\"wallMillis\":[0-9.]+", "");
  }

  private static FathomRun ask(List<String> words, Path file) {
    List<@Nullable Object> all = new java.util.ArrayList<>(List.of(words.getFirst(), file));
    all.addAll(words.subList(1, words.size()));
    return FathomRun.of(all.toArray());
  }
}
