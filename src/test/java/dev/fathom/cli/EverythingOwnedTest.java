package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.Holder;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.ObjectTruth;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.ReferentTruth;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is neither an object of the user's nor a buffer of one has an account of its own.
final class EverythingOwnedTest {
  private static final int SMALL_INTS = 262;

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#readable")
  void whatTheInterpreterKeepsForItselfHasAccounts(Interpreter interpreter) {
    try (PythonTarget python = PythonTarget.start(interpreter, "million.py", 4000)) {
      ObjectTruth objects = python.truth();
      ReferentTruth referents = python.referents();
      PrintedReport report = PrintedReport.of(python.pid());

      long head = interpreter.isAtLeast(3, 8) ? 16 : 32;
      assertThat(report.sum("python.objects.gc"))
          .isBetween(head * referents.tracked().size(), head * objects.size());
      // What `sys.getsizeof` adds, up to 3.10, are tables in other blocks.
      assertThat(report.sum("python.objects.code"))
          .isGreaterThan(bytes(objects, "code") * 95 / 100);
      // No smaller int is there than those of one digit, 28 bytes; 2.7 has machine words, 24.
      long smallest = interpreter.isAtLeast(3, 0) ? 28 : 24;
      assertThat(report.sum("python.objects.smallints")).isBetween(smallest * SMALL_INTS, 10_000L);
      assertThat(report.sum("python.objects.interned")).isGreaterThan(100_000);
      // In 3.10 it is a part of the interpreter's state, which is in a chunk of malloc.
      boolean inChunk = interpreter.isAtLeast(3, 10) && !interpreter.isAtLeast(3, 11);
      if (interpreter.isAtLeast(3, 6) && !inChunk) {
        // 4,096 entries of 24 bytes, most of them used after some imports.
        assertThat(report.sum("binaries.methods")).isBetween(50_000L, 98_304L);
      }
      if (!interpreter.isAtLeast(3, 10)) {
        assertThat(report.sum("python.buffers.zombies")).isGreaterThan(10_000);
      }
      if (interpreter.isAtLeast(3, 11)) { // where frames are no objects
        assertThat(report.sum("python.buffers.zombies")).isZero();
      }
    }
  }

  private static long bytes(ObjectTruth objects, String type) {
    long bytes = 0;
    for (int i = 0; i < objects.size(); i++) {
      bytes += objects.type(i).name().equals(type) ? objects.sizeof(i) : 0;
    }
    return bytes;
  }

  @Test
  void memoryOfCIsTracedToVariablesAndStacks() throws ProcessAccessException {
    Path library = CProgram.compile("holders.c", "-shared", "-fPIC");
    try (PythonTarget python =
            PythonTarget.start(Interpreters.requireAny(), "holders.py", library);
        Target target = LiveProcess.open(Math.toIntExact(python.pid()), Freeze.PTRACE)) {
      Findings findings = Survey.of(target, Parties.allocators(), Parties.runtimes());
      String name = library.getFileName().toString();
      Holder variable = new Holder(Holder.Kind.LIBRARY, name, "held_by_a_variable");
      assertThat(holderOfBytes(findings, 54_321)).isEqualTo(variable);
      assertThat(holderOfBytes(findings, 65_432)).as("what that leads to").isEqualTo(variable);
      assertThat(holderOfBytes(findings, 76_543))
          .isNotNull()
          .returns(Holder.Kind.STACK, Holder::kind);
      // A word that was left over may be the address of one of them.
      assertThat(IntStream.range(0, 5).filter(lost -> isHeld(findings, lostBytes(lost))))
          .as("those of what nothing leads to that something seems to hold")
          .hasSizeLessThanOrEqualTo(1);

      PrintedReport report = PrintedReport.of(python.pid());
      assertThat(report.sum("malloc.live.library")).isGreaterThan(54_321 + 65_432);
      assertThat(report.sum("malloc.live.stack")).isGreaterThan(76_543);
      assertThat(report.sum("malloc.live.native")).isGreaterThan(lostBytes(0));
    }
  }

  /// What is lost, in mappings of their own: `holders.c`.
  private static long lostBytes(int number) {
    return (1280 + 16L * number) * 4096 - 24;
  }

  private static boolean isHeld(Findings findings, long asked) {
    return holderOfBytes(findings, asked) != null;
  }

  /// What holds the one chunk that was asked for with this size.
  private static @Nullable Holder holderOfBytes(Findings findings, long asked) {
    BufferTable buffers = findings.buffers();
    int found = -1;
    for (int buffer = 0; buffer < buffers.count(); buffer++) {
      long bytes = buffers.end(buffer) - buffers.payload(buffer);
      if (bytes >= asked && bytes < asked + 24) {
        assertThat(found).as("a second chunk of %d bytes", asked).isNegative();
        found = buffer;
      }
    }
    assertThat(found).as("a chunk of %d bytes", asked).isNotNegative();
    return buffers.holder(found);
  }

  @Test
  void whatNumpyHoldsIsItsArrays(TestReporter reporter) {
    try (PythonTarget python = PythonTarget.start(Interpreters.requireNumpy(), "numpy_target.py")) {
      PrintedReport report = PrintedReport.of(python.pid());
      PrintedReport.PrintedType arrays =
          report.types().stream()
              .filter(type -> type.name().equals("numpy.ndarray"))
              .findFirst()
              .orElseThrow();
      reporter.publishEntry("arrays", arrays.toString());
      // 64 MiB and 2 MB of ones; a view has none of its own.
      assertThat(arrays.resident()).isBetween(69_000_000L, 75_000_000L);
      assertThat(report.sum("python.buffers.scanned")).isLessThan(1_000_000);
    }
  }
}
