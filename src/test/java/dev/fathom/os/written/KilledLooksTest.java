package dev.fathom.os.written;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.Main;
import dev.fathom.os.written.WaitingTarget.Counter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Fathom is ended by SIGKILL in the midst of a look, at whatever moment: the process goes on as if
/// nobody had looked, and so does each of its threads.
///
/// `-Dfathom.test.kills=300` kills that often in each way of looking.
final class KilledLooksTest {
  private static final int KILLS = Integer.getInteger("fathom.test.kills", 3);

  /// Of those that wait: the others compute.
  private static final int MORE_THREADS = 2;

  /// A hold takes a few milliseconds; what comes before and after it takes longer.
  private static final long LONGEST_HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  private static final List<String> CALLS = List.of("none", "poll", "read", "futex", "nanosleep");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--pause=normal",
        "--freeze=signal",
        "--pause=short",
        "--pause=short,inject",
      })
  void nothingIsLeft(String option) throws IOException, InterruptedException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<WaitingTarget> targets = new ArrayList<>();
    List<String> before = new ArrayList<>();
    int whileHeld = 0;
    try {
      for (String call : CALLS.subList(0, Math.min(CALLS.size(), KILLS))) {
        WaitingTarget target =
            WaitingTarget.start(call, call.equals("none") ? 0 : MORE_THREADS, directory);
        targets.add(target);
        target.awaitRounds(3);
        before.add(target.state());
      }
      long whole = System.nanoTime();
      look(targets.getFirst(), option).waitFor();
      whole = System.nanoTime() - whole;
      for (int kill = 0; kill < KILLS; kill++) {
        int which = kill % targets.size();
        WaitingTarget target = targets.get(which);
        Process fathom = look(target, option);
        if (kill % 2 == 0) {
          // When it is held, or a moment later.
          while (fathom.isAlive() && !isHeld(target)) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
          }
          LockSupport.parkNanos(random.nextLong(LONGEST_HOLD_NANOS));
        } else {
          LockSupport.parkNanos(random.nextLong(whole));
        }
        whileHeld += isHeld(target) ? 1 : 0;
        fathom.destroyForcibly().waitFor();
        target.awaitState(before.get(which));
        target.awaitRounds(2);
      }
      for (WaitingTarget target : targets) {
        for (Counter counter : Counter.values()) {
          if (counter != Counter.ROUNDS) {
            assertThat(target.count(counter)).as(counter + ", seed " + seed).isZero();
          }
        }
      }
    } finally {
      targets.forEach(WaitingTarget::close);
    }
    System.out.println(option + ": " + KILLS + " kills, " + whileHeld + " while it was held");
  }

  private static boolean isHeld(WaitingTarget target) throws IOException {
    String status = Files.readString(Path.of("/proc/" + target.pid() + "/status"));
    return !status.contains("TracerPid:\t0\n") || status.contains("\nState:\tT");
  }

  private static Process look(WaitingTarget target, String option) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "report",
            Long.toString(target.pid()),
            option)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
