package dev.fathom.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Freeze;
import dev.fathom.model.HoldMethod;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.target.copy.AddressRanges;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The bytes of a process: those that it would find there itself, at any address whatever, and
/// nothing in it changed.
final class LiveMemoryTest {
  private static final int MOST = 1 << 20;
  private static final long PAGE = 4096;
  private static final byte UNTOUCHED = 0x55;

  @Test
  void residentBytesAreThoseOfTheProcess() throws IOException {
    try (PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "million.py", 5_000);
        Target target = open(python.pid());
        Target.Hold hold = target.hold();
        Arena arena = Arena.ofConfined();
        FileChannel peer = FileChannel.open(Path.of("/proc/" + python.pid() + "/mem"))) {
      assertThat(hold.method()).isEqualTo(HoldMethod.PTRACE);
      SplittableRandom random = new SplittableRandom(11);
      MemorySegment into = arena.allocate(MOST);
      PageRuns pages = target.pages();
      for (int run = 0; run < pages.count(); run++) {
        if (pages.resident(run)) {
          long skipped = random.nextLong(PAGE);
          long bytes = Math.min(pages.end(run) - pages.start(run) - skipped, MOST);
          assertThat(target.memory().read(pages.start(run) + skipped, into, bytes)).isZero();
          ByteBuffer expected = ByteBuffer.allocate((int) bytes);
          peer.read(expected, pages.start(run) + skipped);
          assertThat(into.asSlice(0, bytes).mismatch(MemorySegment.ofArray(expected.array())))
              .isEqualTo(-1);
        }
      }
    }
  }

  /// What was copied while it was held is what it was, also when the process is gone.
  @Test
  void aCopyOutlivesTheProcess() throws IOException {
    try (PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "million.py", 5_000);
        Target target = open(python.pid());
        FileChannel peer = FileChannel.open(Path.of("/proc/" + python.pid() + "/mem"))) {
      assertThat(target.prepareCopy()).isTrue();
      Map<Long, byte[]> expected = new TreeMap<>();
      try (Target.Hold hold = target.hold()) {
        AddressRanges written = new AddressRanges();
        for (Mapping mapping : target.mappings()) {
          if (!mapping.shared() && !mapping.special()) {
            remember(mapping, target.pages(), peer, expected);
            written.addPages(target.pages(), mapping.start(), mapping.end());
          }
        }
        assertThat(target.copy(written)).isTrue();
        hold.verify();
      }
      ProcessHandle process = ProcessHandle.of(python.pid()).orElseThrow();
      assertThat(process.destroyForcibly()).isTrue();
      process.onExit().join();
      expected.forEach((address, bytes) -> {
        MemorySegment into = MemorySegment.ofArray(new byte[bytes.length]);
        assertThat(target.memory().read(address, into, bytes.length)).as("missing").isZero();
        assertThat(into.mismatch(MemorySegment.ofArray(bytes))).isEqualTo(-1);
      });
    }
  }

  private static void remember(
      Mapping mapping, PageRuns pages, FileChannel peer, Map<Long, byte[]> into)
      throws IOException {
    for (int run = pages.at(mapping.start());
        run < pages.count() && pages.start(run) < mapping.end();
        run++) {
      long start = Math.max(mapping.start(), pages.start(run));
      long end = Math.min(mapping.end(), pages.end(run));
      if (pages.readable(run)) {
        ByteBuffer bytes = ByteBuffer.allocate((int) (end - start));
        peer.read(bytes, start);
        into.put(start, bytes.array());
      }
    }
  }

  /// A page that is not there reads as what the process would find, without being made to be there.
  @Test
  void absentPagesStayAbsent(@TempDir Path directory) throws IOException {
    try (NativeTarget program = NativeTarget.pages(directory.resolve("file"));
        Target target = open(program.pid());
        Target.Hold hold = target.hold();
        Arena arena = Arena.ofConfined()) {
      Kernel before = program.kernel();
      for (NativeTarget.Region region : program.regions()) {
        int bytes = Math.toIntExact(region.end() - region.start());
        MemorySegment into = arena.allocate(bytes);
        into.fill(UNTOUCHED);
        assertThat(target.memory().read(region.start(), into, bytes)).as(region.name()).isZero();
        for (long at = 0; at < bytes; at += PAGE) {
          int first = into.get(ValueLayout.JAVA_BYTE, at) & 0xff;
          switch (region.name()) {
            case "written", "none" -> assertThat(first).isEqualTo(1);
            case "half" -> assertThat(first).isEqualTo(at / PAGE % 2 == 0 ? 1 : 0);
            case "file" -> assertThat(first).isEqualTo((int) (at / PAGE | 1) & 0xff);
            default -> assertThat(first).as(region.name()).isZero();
          }
        }
      }
      assertThat(program.kernel().disturbancesSince(before)).isEmpty();
      assertThat(hold.heldNanos()).isNegative();
    }
  }

  /// Pointers found in torn memory lead anywhere.
  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        0x1000,
        0x7fff_ffff_f000L,
        0x7fff_ffff_ffffL,
        0x8000_0000_0000L,
        0x7fff_ffff_ffff_f000L,
        0x7fff_ffff_ffff_fff8L,
        Long.MIN_VALUE,
        0xffff_8000_0000_0000L,
        0xffff_ffff_ff60_0000L,
        -4096,
        -8
      })
  void whereNothingIsAllBytesAreMissing(long address) throws IOException {
    try (NativeTarget program = NativeTarget.blocks(0, 10);
        Target target = open(program.pid());
        Arena arena = Arena.ofConfined()) {
      for (long bytes : new long[] {8, PAGE, 3 * PAGE}) {
        MemorySegment into = arena.allocate(bytes);
        into.fill(UNTOUCHED);
        assertThat(target.memory().read(address, into, bytes)).isEqualTo(bytes);
        assertThat(into.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
      }
      Words words = new Words(target.memory());
      assertThat(words.u64(address)).isZero();
      assertThat(words.met()).isFalse();
      assertThat(words.string(address, 100)).isNull();
      assertThat(words.bytes(address, 100)).isNull();
    }
  }

  @Test
  void aReadMayBeginAndEndAnywhere() throws IOException {
    try (NativeTarget program = NativeTarget.blocks(1, 1000);
        Target target = open(program.pid());
        Target.Hold hold = target.hold();
        Arena arena = Arena.ofConfined()) {
      assertThat(hold).isNotNull();
      SplittableRandom random = new SplittableRandom(12);
      Memory memory = target.memory();
      MemorySegment all = arena.allocate(MOST);
      MemorySegment part = arena.allocate(MOST);
      for (Mapping mapping : target.mappings()) {
        // Half of it outside of the mapping, where something else or nothing is.
        long start = (mapping.start() & -PAGE) - MOST / 2;
        long missing = memory.read(start, all, MOST);
        assertThat(missing).isBetween(0L, (long) MOST);
        for (int question = 0; question < 20; question++) {
          long offset = random.nextLong(MOST);
          long bytes = Math.min(MOST - offset, random.nextLong(3 * PAGE));
          part.fill(UNTOUCHED);
          long missingHere = memory.read(start + offset, part, bytes);
          assertThat(missingHere).isBetween(0L, bytes);
          assertThat(MemorySegment.mismatch(all, offset, offset + bytes, part, 0, bytes))
              .isEqualTo(-1);
          if (bytes < MOST) {
            assertThat(part.get(ValueLayout.JAVA_BYTE, bytes)).isEqualTo(UNTOUCHED);
          }
        }
      }
    }
  }

  private static Target open(long process) throws IOException {
    return LiveProcess.open(Math.toIntExact(process), Freeze.PTRACE);
  }
}
