package dev.fathom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Fathom, once for each of several command lines, in one virtual machine that somebody traces.
/// Between two of them a file is opened that is not there, so that the trace can be told apart.
final class WritingMain {
  /// The name of that file, but for its number.
  static final String MARK = "/fathom-case-";

  private WritingMain() {}

  /// Its argument is a file: a command line a line, its words apart by tabs.
  ///
  /// Prints a line for each: its exit code, and what it said on standard error. What the first two
  /// do is done before the first mark: libraries are unpacked once.
  public static void main(String[] arguments) throws IOException {
    List<String> lines = Files.readAllLines(Path.of(arguments[0]));
    lines.stream().limit(2).forEach(line -> FathomRun.of((Object[]) line.split("\t", -1)));
    for (int number = 0; number < lines.size(); number++) {
      String[] words = lines.get(number).split("\t", -1);
      Arrays.stream(words)
          .filter(word -> word.endsWith("/new"))
          .forEach(word -> Path.of(word).toFile().delete());
      mark(number);
      FathomRun run = FathomRun.of((Object[]) words);
      mark(lines.size());
      System.out.println(run.code() + "\t" + run.err().replace('\n', ' '));
    }
  }

  private static void mark(int number) throws IOException {
    try (var impossible = Files.newInputStream(Path.of(MARK + number))) {
      throw new IllegalStateException("there is " + impossible);
    } catch (NoSuchFileException expected) {
      return;
    }
  }
}
