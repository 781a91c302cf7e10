package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.snapshot.parquet.SnapshotMutants;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that somebody changed, or made up: whatever they say, a command ends soon, with an answer
/// or in one line, and takes no more memory than so large a file may.
///
/// Bytes are changed of the sound file or of a mutant to which Fathom said what it had not said
/// before: so mutants come further than to the first check.
///
/// `-Dfathom.mutants=20000` tries so many of each sort; each has a number, which a failure names
/// and `-Dfathom.mutants.first=NUMBER` begins with. `tools/judges/mutants 1000000` renews the
/// virtual machine every thousand.
final class MutantsTest {
  private static final int MUTANTS = Integer.getInteger("fathom.mutants", 60);
  private static final int FIRST = Integer.getInteger("fathom.mutants.first", 0);
  private static final int MOST_SHOWN = 12;

  /// A command that takes longer hangs.
  private static final long HANGS_NANOS = TimeUnit.SECONDS.toNanos(10);

  /// After so long nobody waits any more.
  private static final long GIVEN_UP_SECONDS = 120;

  /// So many mutants are changed further.
  private static final int MOST_PARENTS = 200;

  private static final List<List<String>> QUESTIONS =
      List.of(
          List.of("report", "--json"),
          List.of("report"),
          List.of("objects", "--by=owner"),
          List.of("owners"),
          List.of("leaks"),
          List.of("fragmentation"),
          List.of("pins"),
          List.of("explain", "__main__.Node"),
          List.of("path", "__main__.Node"));

  @TempDir private Path directory;

  private final List<String> wrong = new ArrayList<>();

  /// What Fathom said to the mutants so far, but for numbers and names.
  private final Set<String> heard = new HashSet<>();

  private final List<byte[]> parents = new ArrayList<>();

  @FunctionalInterface
  private interface Mutation {
    byte[] of(SplittableRandom random) throws IOException;
  }

  @Test
  void snapshotsWhoseChecksumsAreRight() throws IOException {
    SnapshotMutants mutants = SnapshotMutants.of(snapshot());
    Path sound = directory.resolve("sound.fathom");
    Files.write(sound, mutants.sound());
    FathomRun.of("report", sound, "--json").assertFine();
    tryAll("made.fathom", mutants::mutant);
  }

  /// A small one, with threads and their heaps.
  @Test
  void snapshotsOfAProgramOfC() throws IOException {
    Path file = directory.resolve("program.fathom");
    try (NativeTarget target = NativeTarget.blocks(2, 100)) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
    }
    tryAll("small.fathom", SnapshotMutants.of(file)::mutant);
  }

  /// A few kilobytes that claim to be two thousand million rows.
  @Test
  void rowsThatAFileHasNotTheBytesFor() throws IOException {
    SnapshotMutants mutants = SnapshotMutants.of(snapshot());
    Path file = directory.resolve("claims.fathom");
    for (String table : List.of("objects", "edges", "chunks", "mappings")) {
      Files.write(file, mutants.claiming(table, Integer.MAX_VALUE));
      for (String command : List.of("report", "objects", "leaks")) {
        assertThat(FathomRun.of(command, file).assertOneLine(ExitCode.FAILED))
            .contains("damaged: a table has fewer bytes than its rows take");
      }
    }
  }

  @Test
  void snapshotsWithWrongBytes() throws IOException {
    byte[] sound = Files.readAllBytes(snapshot());
    tryAll("bytes.fathom", random -> damaged(parent(sound, random), sound.length, random));
  }

  /// Heaps that end before they begin: going through one never came to an end.
  @Test
  void heapsWithoutAnEnd() throws IOException {
    SnapshotMutants mutants = SnapshotMutants.of(snapshot());
    Path file = directory.resolve("heaps.fathom");
    for (long bytes : List.of(0L, -4096L, Long.MAX_VALUE)) {
      Files.write(file, mutants.with("heaps", "bytes", bytes));
      assertThat(FathomRun.of("fragmentation", file).assertOneLine(ExitCode.FAILED))
          .contains("heaps are in no order, or have no end");
    }
  }

  @Test
  void cores() throws IOException {
    byte[] sound;
    try (NativeTarget target = NativeTarget.blocks(1, 200)) {
      sound = Files.readAllBytes(CoreDump.gcore(target.pid(), directory));
    }
    tryAll("gdb.core", random -> damaged(parent(sound, random), 64 << 10, random));
  }

  @Test
  void captures() throws IOException {
    Path file = directory.resolve("sound.core");
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "million.py", 100)) {
      FathomRun.of("capture", target.pid(), "-o", file).assertFine();
    }
    byte[] sound = Files.readAllBytes(file);
    tryAll("made.core", random -> damaged(parent(sound, random), 16 << 10, random));
  }

  private Path snapshot() {
    Path file = directory.resolve("snapshot.fathom");
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "million.py", 100)) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
    }
    return file;
  }

  private void tryAll(String name, Mutation mutation) throws IOException {
    Path file = directory.resolve(name);
    long longest = 0;
    int failed = 0;
    for (int number = FIRST; number < FIRST + MUTANTS; number++) {
      byte[] bytes = mutation.of(new SplittableRandom(number));
      Files.write(file, bytes);
      List<String> question = QUESTIONS.get(number % QUESTIONS.size());
      List<Object> words = new ArrayList<>(List.of(question.getFirst(), file));
      words.addAll(question.subList(1, question.size()));
      long began = System.nanoTime();
      String problem;
      try {
        FathomRun run = run(words);
        problem = problem(run);
        failed += run.code() == ExitCode.FAILED ? 1 : 0;
        if (parents.size() < MOST_PARENTS && heard.add(said(question, run))) {
          parents.add(bytes);
        }
      } catch (ExecutionException thrown) {
        problem = "threw " + thrown.getCause();
      }
      long took = System.nanoTime() - began;
      longest = Math.max(longest, took);
      if (problem.isEmpty() && took > HANGS_NANOS) {
        problem = "took " + took / 1_000_000 + " ms";
      }
      if (!problem.isEmpty()) {
        wrong.add(name + ", mutant " + number + ", " + question + ": " + problem);
      }
    }
    System.out.println(
        "%s: %d mutants, %d refused; longest %d ms; %d wrong"
                .formatted(name, MUTANTS, failed, longest / 1_000_000, wrong.size())
            + "; %d outcomes".formatted(heard.size()));
    assertThat(wrong.stream().limit(MOST_SHOWN).toList()).as(wrong.size() + " wrong").isEmpty();
  }

  /// In a thread of its own: one that never ends is told by where it is.
  private static FathomRun run(List<Object> words) throws ExecutionException {
    CompletableFuture<FathomRun> answer = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                answer.complete(FathomRun.of(words.toArray()));
              } catch (RuntimeException | Error thrown) {
                answer.completeExceptionally(thrown);
              }
            });
    try {
      return answer.get(GIVEN_UP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      AssertionError hangs = new AssertionError(words + " does not end");
      hangs.setStackTrace(thread.getStackTrace());
      throw hangs;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static String said(List<String> question, FathomRun run) {
    String text = run.code() == ExitCode.FAILED ? run.err() : codes(run);
    return question.getFirst() + run.code() + text.replaceAll("'[^']*'|/\\S*|\\d+", "");
  }

  private static String codes(FathomRun run) {
    return Pattern.compile("\"code\":\"[a-z.]+\"")
        .matcher(run.out())
        .results()
        .map(MatchResult::group)
        .sorted()
        .distinct()
        .toList()
        .toString();
  }

  private byte[] parent(byte[] sound, SplittableRandom random) {
    boolean further = !parents.isEmpty() && random.nextBoolean();
    return further ? parents.get(random.nextInt(parents.size())) : sound;
  }

  private static String problem(FathomRun run) {
    if (run.err().contains("internal error") || run.err().contains("\tat ")) {
      return "a trace: " + run.err().lines().filter(l -> !l.contains("picocli")).limit(8).toList();
    }
    if (run.err().contains("that Java may use are too few")) {
      return "memory exhausted: " + run.err();
    }
    if (run.code() == ExitCode.FAILED) {
      return run.err().lines().count() == 1 ? "" : "not one line: " + run.err();
    }
    if (run.code() == ExitCode.USAGE) {
      return "";
    }
    return (run.out() + run.err()).chars().anyMatch(c -> c < ' ' && c != '\n')
        ? "control characters"
        : "";
  }

  /// Some bytes changed, near the beginning mostly; or cut off, or with a piece twice.
  private static byte[] damaged(byte[] sound, int heads, SplittableRandom random) {
    byte[] bytes = sound.clone();
    if (bytes.length == 0) {
      return bytes;
    }
    int flips = 1 << random.nextInt(6);
    for (int flip = 0; flip < flips; flip++) {
      int within = random.nextInt(4) == 0 ? bytes.length : Math.min(heads, bytes.length);
      int at = random.nextInt(within);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) 0xff;
        default -> {
          for (int i = at; i < Math.min(at + 8, bytes.length); i++) {
            bytes[i] = (byte) random.nextInt(2);
          }
        }
      }
    }
    return random.nextInt(8) == 0
        ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length))
        : bytes;
  }
}
