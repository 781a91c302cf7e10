package dev.fathom.target.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Identity;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.target.Target;
import dev.fathom.testing.MadeCore;
import dev.fathom.testing.Recordings;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cores as targets: one that is made up, and recorded ones.
final class CoreProcessTest {
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @TempDir private Path folder;

  private static long word(Target target, long address) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(Long.BYTES);
      assertThat(target.memory().read(address, into, Long.BYTES)).isZero();
      return into.get(WORD, 0);
    }
  }

  @Test
  void memoryIsWhatIsInTheFile() throws IOException {
    MadeCore made = new MadeCore().memory(0x10000, 0x2000).memory(0x7f00_0000_0000L, 0x1000);
    made.u64(0x10ff8, 0x1122_3344_5566_7788L);
    made.u64(0x7f00_0000_0010L, -1);
    try (Target core = CoreProcess.open(made.write(folder.resolve("core")), folder)) {
      assertThat(word(core, 0x10ff8)).isEqualTo(0x1122_3344_5566_7788L);
      assertThat(word(core, 0x7f00_0000_0010L)).isEqualTo(-1);
      assertThat(core.mappings().stream().mapToLong(Mapping::bytes).sum()).isEqualTo(0x3000);
      assertThat(core.pages().residentBytes(0, Long.MAX_VALUE)).isEqualTo(0x3000);
      assertThat(core.threads()).isEmpty();
      assertThat(core.identity().kind()).isEqualTo(Identity.Kind.CORE);
    }
  }

  /// Across the end of what is there, and where there is nothing.
  @Test
  void whatIsNotThereIsZeroAndCounted() throws IOException {
    MadeCore made = new MadeCore().memory(0x10000, 0x1000);
    made.u64(0x10ff8, 7);
    try (Target core = CoreProcess.open(made.write(folder.resolve("core")), folder);
        Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(2 * Long.BYTES);
      into.fill((byte) 0x55);
      assertThat(core.memory().read(0x10ff8, into, 2 * Long.BYTES)).isEqualTo(Long.BYTES);
      assertThat(into.get(WORD, 0)).isEqualTo(7);
      assertThat(into.get(WORD, Long.BYTES)).isZero();
      assertThat(core.memory().read(0x9000_0000L, into, 2 * Long.BYTES)).isEqualTo(16);
    }
  }

  /// `blocks.c` ran with two threads besides its own, each of which waits with a stack of its own.
  @Test
  void aCaptureHasItsThreads() throws ProcessAccessException {
    try (Target capture = CoreProcess.open(Recordings.file("glibc-2.36.capture"), folder)) {
      List<Target.ThreadState> threads = capture.threads();
      assertThat(threads).hasSize(3);
      assertThat(threads.getFirst().id()).isEqualTo(capture.identity().process());
      assertThat(threads.stream().map(Target.ThreadState::threadPointer)).doesNotHaveDuplicates();
      for (Target.ThreadState thread : threads) {
        Mapping stack =
            capture.mappings().stream()
                .filter(mapping -> mapping.contains(thread.stackPointer()))
                .findFirst()
                .orElseThrow();
        assertThat(stack.writable()).isTrue();
        // The thread's descriptor begins with its own address (`tcbhead_t` of x86-64).
        assertThat(word(capture, thread.threadPointer())).isEqualTo(thread.threadPointer());
      }
      assertThat(capture.identity().executable()).isEqualTo("/srv/blocks");
      assertThat(capture.identity().commandLine())
          .containsExactly("./blocks", "2", "120", "1", "1");
    }
  }

  /// The kernel's counters of each mapping against the pages that are told one by one.
  @Test
  void theCountersOfACaptureAreThoseOfItsPages() throws ProcessAccessException {
    for (String name : List.of("glibc-2.36.capture", "cpython-3.11.capture", "musl.capture")) {
      try (Target capture = CoreProcess.open(Recordings.file(name), folder)) {
        PageRuns pages = capture.pages();
        for (Mapping mapping : capture.mappings()) {
          if (!mapping.special()) {
            assertThat(pages.residentBytes(mapping.start(), mapping.end()))
                .as("%s %x %s", name, mapping.start(), mapping.name())
                .isEqualTo(mapping.counters().rss());
          }
        }
      }
    }
  }

  /// gdb tells no residency, and which files were mapped.
  @Test
  void aCoreOfGdbHasItsFiles() throws ProcessAccessException {
    try (Target core = CoreProcess.open(Recordings.file("cpython-3.11.core"), folder)) {
      assertThat(core.identity().kind()).isEqualTo(Identity.Kind.CORE);
      assertThat(core.threads()).hasSize(2); // one that waits for the pipe
      assertThat(core.mappings().stream().map(Mapping::name))
          .anyMatch(name -> name.endsWith("/python3.11"))
          .anyMatch(name -> name.endsWith("/libc.so.6"));
      assertThat(core.limits()).isNotEmpty();
    }
  }
}
