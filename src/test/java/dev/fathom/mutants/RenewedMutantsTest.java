package dev.fathom.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Mutants without number, each thousand of a kind in a virtual machine of its own, which has 512
/// MiB.
///
/// `-Dfathom.mutants.run=1000000` tries so many (`tools/judges/mutants`), kinds as
/// [MutantKind#ofThousand] says, or those that `-Dfathom.mutants.kinds=CORE,TABLE` names; in as
/// many virtual machines at once as `-Dfathom.mutants.workers` says (1). What is sound, what was
/// heard and what is wrong are in `-Dfathom.mutants.folder`; with the same folder a run goes on
/// with `-Dfathom.mutants.first=NUMBER`.
final class RenewedMutantsTest {
  private static final int COUNT = Integer.getInteger("fathom.mutants.run", 0);
  private static final int FIRST = Integer.getInteger("fathom.mutants.first", 0);
  private static final int WORKERS = Integer.getInteger("fathom.mutants.workers", 1);
  private static final int RENEWED = Integer.getInteger("fathom.mutants.renewed", 1000);
  private static final String KINDS = System.getProperty("fathom.mutants.kinds", "");
  private static final Path FOLDER =
      Path.of(System.getProperty("fathom.mutants.folder", "target/mutants"));

  private static final int MOST_SHOWN = 40;

  private static final Pattern TRIED =
      Pattern.compile("tried: .*: (\\d+) mutants, (\\d+) refused; longest (\\d+) ms; .*");

  /// Some mutants of a kind.
  private record Batch(MutantKind kind, int first, int count) {}

  /// What came of a batch.
  ///
  /// @param peakKib of the virtual machine, all in all
  private record Result(
      Batch batch, int tried, int refused, long longestMillis, long peakKib, List<String> wrong) {
    Result plus(Result other) {
      List<String> both = new ArrayList<>(wrong);
      both.addAll(other.wrong());
      return new Result(
          batch,
          tried + other.tried(),
          refused + other.refused(),
          Math.max(longestMillis, other.longestMillis()),
          Math.max(peakKib, other.peakKib()),
          both);
    }

    @Override
    public String toString() {
      return "%s: %d mutants, %d refused; longest %d ms; at most %d MiB; %d wrong"
          .formatted(batch.kind(), tried, refused, longestMillis, peakKib >> 10, wrong.size());
    }
  }

  @Test
  void nothingComesOfAny() throws IOException, InterruptedException {
    Assumptions.assumeTrue(COUNT > 0, "on demand: -Dfathom.mutants.run=1000000");
    Files.createDirectories(FOLDER);
    Map<MutantKind, Result> results = new EnumMap<>(MutantKind.class);
    try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
      List<Future<Result>> all = new ArrayList<>();
      for (Batch batch : batches()) {
        Callable<Result> task = () -> run(batch);
        all.add(workers.submit(task));
      }
      for (Future<Result> each : all) {
        Result result = each.get();
        results.merge(result.batch().kind(), result, Result::plus);
        result.wrong().forEach(System.out::println);
        System.out.println(result);
      }
    } catch (ExecutionException failure) {
      throw new IllegalStateException(failure.getCause());
    }
    System.out.println("\nIn all:");
    results.values().forEach(System.out::println);
    List<String> wrong =
        results.values().stream().flatMap(result -> result.wrong().stream()).toList();
    assertThat(wrong.stream().limit(MOST_SHOWN)).as("%d are wrong", wrong.size()).isEmpty();
  }

  /// Kinds take turns, so that a run that is ended early has tried some of each.
  private static List<Batch> batches() {
    List<MutantKind> kinds =
        Stream.of(MutantKind.values())
            .filter(kind -> KINDS.isEmpty() || List.of(KINDS.split(",", -1)).contains(kind.name()))
            .toList();
    long whole = kinds.stream().mapToInt(MutantKind::ofThousand).sum();
    Map<Batch, Double> places = new LinkedHashMap<>();
    for (MutantKind kind : kinds) {
      int count = (int) ((long) COUNT * kind.ofThousand() / whole);
      for (int done = 0; done < count; done += RENEWED) {
        int some = Math.min(RENEWED, count - done);
        places.put(new Batch(kind, FIRST + done, some), (done + some / 2.0) / count);
      }
    }
    return places.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Result run(Batch batch) throws IOException, InterruptedException {
    Path own = FOLDER.resolve("own-" + batch.kind() + "-" + Thread.currentThread().threadId());
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", // a thousand are done before the other compiler has paid
            "-XX:-UsePerfData",
            "-Xmx512m",
            "-XX:ErrorFile=" + FOLDER.toAbsolutePath().resolve("hs_err_%p.log"),
            "-cp",
            System.getProperty("java.class.path"),
            MutantWorker.class.getName(),
            FOLDER.toString(),
            own.toString(),
            batch.kind().name(),
            "" + batch.first(),
            "" + batch.count());
    Process worker = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
    Result result = new Result(batch, 0, 0, 0, 0, List.of());
    List<String> wrong = new ArrayList<>();
    try (BufferedReader said = worker.inputReader()) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        Matcher tried = TRIED.matcher(line);
        if (line.startsWith("wrong: ")) {
          wrong.add(line);
        } else if (line.startsWith("absent: ")) {
          System.out.println(batch.kind() + ": " + line);
          return result;
        } else if (line.startsWith("peak: ")) {
          long peak = Long.parseLong(line.substring("peak: ".length()));
          result = new Result(batch, 0, 0, 0, peak, wrong);
        } else if (tried.matches()) {
          result =
              new Result(
                  batch,
                  Integer.parseInt(tried.group(1)),
                  Integer.parseInt(tried.group(2)),
                  Long.parseLong(tried.group(3)),
                  result.peakKib(),
                  wrong);
        }
      }
      int code = worker.waitFor();
      if (code != 0 || result.tried() < batch.count()) {
        wrong.add("wrong: " + batch + ": the virtual machine ended with " + code);
        result = new Result(batch, result.tried(), 0, 0, result.peakKib(), wrong);
      }
      return result;
    } finally {
      worker.destroyForcibly();
      remove(own);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> kept = Files.list(folder)) {
      if (kept.findAny().isEmpty()) {
        Files.delete(folder);
      }
    } catch (IOException stays) {
      throw new UncheckedIOException(stays);
    }
  }
}
