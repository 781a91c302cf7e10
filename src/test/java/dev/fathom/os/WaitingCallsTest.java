package dev.fathom.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SleepingTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What threads see of being held that wait in the kernel: nothing, but for those calls which the
/// kernel does not go on with (docs/pause.md has the table).
final class WaitingCallsTest {
  private static final int HOLDS = 12;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final long HELD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final List<String> C = List.of("read", "nanosleep", "poll", "futex", "epoll_wait");
  private static final List<String> PYTHON = List.of("read", "sleep", "poll", "epoll", "lock");
  private static final List<String> PERL = List.of("read", "select", "sleep", "epoll", "lock");

  /// Of programs in C and Perl; Python makes them again by itself.
  private static final List<String> INTERRUPTED = List.of("c epoll_wait", "perl epoll");

  @TempDir private Path directory;

  /// @param freeze how it is held
  /// @param language of the program
  /// @param call that it waits in
  record Case(Freeze freeze, String language, String call) {}

  static Stream<Case> cases() {
    return Stream.of(Freeze.PTRACE, Freeze.SIGNAL)
        .flatMap(freeze ->
            Stream.of(of(freeze, "c", C), of(freeze, "python", PYTHON), of(freeze, "perl", PERL))
                .flatMap(each -> each));
  }

  private static Stream<Case> of(Freeze freeze, String language, List<String> calls) {
    return calls.stream().map(call -> new Case(freeze, language, call));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aThreadThatWaits(Case each) throws IOException, ProcessAccessException {
    Path rounds = directory.resolve("rounds");
    try (SleepingTarget target = start(each, rounds)) {
      long pid =
          target instanceof PerlTarget perl
              ? Long.parseLong(perl.announced("child").getFirst().getFirst())
              : target.pid();
      await(each, rounds, 3);
      for (int hold = 0; hold < HOLDS; hold++) {
        try (Stop stop = Stop.of(each.freeze(), Math.toIntExact(pid))) {
          assertThat(stop.threads()).isNotEmpty();
          LockSupport.parkNanos(HELD_NANOS); // longer than it waits
        }
        await(each, rounds, 1);
      }
      await(each, rounds, 3);
      List<String> told = told(each, rounds);
      String call = each.language() + " " + each.call();
      if (INTERRUPTED.contains(call)) {
        assertThat(told).as(call).contains("interrupted");
        assertThat(told.stream().filter("interrupted"::equals).count())
            .as("no more than once a hold")
            .isLessThanOrEqualTo(HOLDS);
        told = told.stream().filter(line -> !line.equals("interrupted")).toList();
      }
      assertThat(told).as(call).allMatch("fine"::equals);
    }
  }

  private static SleepingTarget start(Case each, Path rounds) {
    return switch (each.language()) {
      case "python" ->
          PythonTarget.start(Interpreters.requireAny(), "waiting.py", each.call(), rounds);
      case "perl" ->
          PerlTarget.start(Perls.requireSystem(), "waiting.pl", each.call(), rounds.toString());
      default -> NativeTarget.start(CProgram.compile("waiting.c"), each.call(), rounds, 0);
    };
  }

  private static void await(Case each, Path rounds, int more) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    int before = told(each, rounds).size();
    while (told(each, rounds).size() < before + more) {
      assertThat(System.nanoTime() - deadline).as("waiting for more rounds").isNegative();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  /// {@return a word a round}
  private static List<String> told(Case each, Path rounds) throws IOException {
    if (!Files.exists(rounds)) {
      return List.of();
    }
    if (!each.language().equals("c")) {
      return Files.readAllLines(rounds);
    }
    // The counters of waiting.c: rounds, interrupted, failed, early, changed.
    ByteBuffer counters =
        ByteBuffer.wrap(Files.readAllBytes(rounds)).order(ByteOrder.LITTLE_ENDIAN);
    List<String> told = new ArrayList<>();
    String[] words = {"fine", "interrupted", "failed", "early", "changed"};
    for (int word = 1; word < words.length; word++) {
      for (long i = 0; i < counters.getLong(word * Long.BYTES); i++) {
        told.add(words[word]);
      }
    }
    while (told.size() < counters.getLong(0)) {
      told.add("fine");
    }
    return told;
  }
}
