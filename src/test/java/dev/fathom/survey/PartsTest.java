package dev.fathom.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.cli.FathomRun;
import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.ChunkSink;
import dev.fathom.malloc.Claimant;
import dev.fathom.malloc.Segment;
import dev.fathom.malloc.Violations;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.memory.ReleaseRule;
import dev.fathom.snapshot.SameFindings;
import dev.fathom.snapshot.Snapshot;
import dev.fathom.survey.crew.Crew;
import dev.fathom.survey.look.Look;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.ForwardingTarget;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SleepingTarget;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Memory is walked in parts, by as many threads as there are, and the model is the same.
final class PartsTest {
  /// `-Dfathom.parts=1000000`: that many.
  private static final int OBJECTS = Integer.getInteger("fathom.parts", 10_000);

  /// So that there are many.
  private static final long PART_BYTES = 256 << 10;

  @TempDir private Path directory;

  private static SleepingTarget start(String kind) {
    return switch (kind) {
      case "python" -> PythonTarget.start(Interpreters.requireAny(), "million.py", OBJECTS);
      case "perl" -> PerlTarget.start(Perls.requireSystem(), "every.pl", OBJECTS / 20);
      default -> NativeTarget.start(CProgram.compile("pieces.c"));
    };
  }

  /// Of a capture, in which not a bit is another from look to look.
  @ParameterizedTest
  @ValueSource(strings = {"python", "perl", "c"})
  void howManyThreadsWalkDoesNotShow(String kind) throws Exception {
    Path capture = directory.resolve(kind);
    try (SleepingTarget target = start(kind)) {
      FathomRun.of("capture", target.pid(), "-o", capture).assertFine();
    }
    Findings one = look(capture, 1);
    assertThat(one.objects().count()).isGreaterThan(1000);
    for (int threads : new int[] {2, 3, 8}) {
      SameFindings.assertSame(one, kept(look(capture, threads)), Set.of("cost"));
    }
  }

  /// {@return findings as a file has them}
  private Findings kept(Findings findings) throws Exception {
    Path file = directory.resolve("kept");
    try (OutputStream to = Files.newOutputStream(file)) {
      new Snapshot(findings, Instant.EPOCH, false).write(to, 0, Map.of());
    }
    return Snapshot.read(file, PartsTest::words).findings();
  }

  private static Dialect words(String runtime) {
    return Parties.words().of(runtime);
  }

  private static Findings look(Path capture, int threads) throws ProcessAccessException {
    return ScopedValue.where(Crew.DIVISION, new Crew.Division(threads, PART_BYTES))
        .call(() -> Look.atCore(capture, null, false));
  }

  /// Where a walk on another thread fails, the one who waits hears of it, and the process runs on.
  @Test
  void aProcessIsLetGoWhereAWalkFails() throws Exception {
    try (PythonTarget python =
            PythonTarget.start(Interpreters.requireAny(), "million.py", OBJECTS);
        Counting target = new Counting(LiveProcess.open((int) python.pid(), Freeze.PTRACE))) {
      assertThatThrownBy(() ->
              ScopedValue.where(Crew.DIVISION, new Crew.Division(2, PART_BYTES))
                  .call(() -> Survey.of(target, List.of(new Failing()), List.of())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(Failing.SAYS);
      assertThat(target.held).hasPositiveValue();
      assertThat(target.letGo).hasValue(target.held.get());
      python.collect(); // it answers
    }
  }

  /// Counts how often it was held, and let go.
  private static final class Counting extends ForwardingTarget {
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger letGo = new AtomicInteger();
    private final Target target;

    Counting(Target target) {
      super(target);
      this.target = target;
    }

    @Override
    public Hold hold() throws ProcessAccessException {
      Hold hold = super.hold();
      held.incrementAndGet();
      return new Hold() {
        @Override
        public dev.fathom.model.HoldMethod method() {
          return hold.method();
        }

        @Override
        public List<Long> registers(int thread) {
          return hold.registers(thread);
        }

        @Override
        public void verify() throws ProcessAccessException {
          hold.verify();
        }

        @Override
        public long heldNanos() {
          return hold.heldNanos();
        }

        @Override
        public void close() {
          hold.close();
          letGo.incrementAndGet();
        }
      };
    }

    @Override
    public void close() {
      target.close();
    }
  }

  /// An allocator whose walk fails on another thread than the one that looks, on which it waits for
  /// that.
  private static final class Failing
      implements Allocator, Allocator.Recognised, Allocator.Announcement, Allocator.Walk {
    static final String SAYS = "a walk failed";

    private final Thread looking = Thread.currentThread();
    private final CountDownLatch failed = new CountDownLatch(1);

    @Override
    public Optional<Recognised> recognise(Target target) {
      return Optional.of(this);
    }

    @Override
    public Optional<ReleaseRule> release(String name) {
      return Optional.empty();
    }

    @Override
    public String name() {
      return "failing";
    }

    @Override
    public ReleaseRule release() {
      return ReleaseRule.NONE;
    }

    @Override
    public Announcement announce(Target target, Words words, Violations violations) {
      return this;
    }

    @Override
    public List<Segment> segments() {
      return List.of();
    }

    @Override
    public Walk walk(Words words, ChunkSink sink) {
      return this;
    }

    @Override
    public List<Claimant> claimants() {
      return List.of((address, end, window) -> claim());
    }

    private long claim() {
      if (!Thread.currentThread().equals(looking)) {
        failed.countDown();
        throw new IllegalArgumentException(SAYS);
      }
      if (rehearsed()) {
        try {
          failed.await();
        } catch (InterruptedException interrupted) {
          throw new IllegalStateException(interrupted);
        }
      }
      return 0;
    }

    /// A rehearsal is on one thread.
    private static boolean rehearsed() {
      return StackWalker.getInstance()
          .walk(frames -> frames.anyMatch(frame -> frame.getClassName().endsWith(".Crew")));
    }

    @Override
    public long walk(Segment segment, long from, long until, Window window) {
      throw new AssertionError("it has no segments");
    }
  }
}
