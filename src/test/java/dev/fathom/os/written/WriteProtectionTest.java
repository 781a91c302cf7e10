package dev.fathom.os.written;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.MapsEntry;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.os.ProcessMemory;
import dev.fathom.os.Stop;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.NativeTarget.Region;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is told to be written is what `writer.c` says that it wrote.
final class WriteProtectionTest {
  private static final long PAGE_BYTES = 4096;
  private static final long HUGE_PAGE_BYTES = 2L << 20;
  private static final int PAGES = 8192;
  private static final int WRITES = 3000;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"small", "huge", "moving"})
  void tellsThePagesThatWereWrittenAndNoOthers(String name) throws IOException {
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target)) {
      Region region = region(target, name);
      watch(tracking, region);
      assertThat(told(tracking)).isEmpty();
      for (int seed = 1; seed < 4; seed++) {
        Set<Long> pages = write(target, name, WRITES, seed);
        assertThat(told(tracking)).isEqualTo(pages);
        assertThat(told(tracking)).isEmpty();
      }
    }
  }

  @Test
  void pagesThatWereNotThereAreToldWhenTheyAreWritten() throws IOException {
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target)) {
      watch(tracking, region(target, "fresh"));
      assertThat(told(tracking)).isEmpty();
      Set<Long> pages = write(target, "fresh", WRITES, 5);
      assertThat(told(tracking)).isEqualTo(pages);
      assertThat(told(tracking)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "huge"})
  void whatTheKernelWritesForTheProcessIsTold(String name) throws IOException {
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target)) {
      watch(tracking, region(target, name));
      Path file = directory.resolve("filled");
      target.command("fill %s %d 25 %s".formatted(name, WRITES, file));
      assertThat(told(tracking)).isEqualTo(pagesIn(file));
    }
  }

  @Test
  void regionsAreToldInOrderAndNothingElse() throws IOException {
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target)) {
      watch(tracking, region(target, "huge"));
      watch(tracking, region(target, "small"));
      Set<Long> pages = new TreeSet<>(write(target, "small", WRITES, 6));
      pages.addAll(write(target, "huge", WRITES, 7));
      write(target, "moving", WRITES, 8); // not watched
      assertThat(told(tracking)).isEqualTo(pages);
    }
  }

  /// What was written and not told must not be protected again.
  @Test
  void watchingOnceMoreLosesNothing() throws IOException {
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target)) {
      watch(tracking, region(target, "small"));
      Set<Long> pages = write(target, "small", WRITES, 9);
      watch(tracking, region(target, "small"));
      assertThat(told(tracking)).isEqualTo(pages);
    }
  }

  @Test
  void aMappingThatTookAnothersPlaceIsToldWhole() throws IOException {
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target)) {
      Region region = region(target, "renewed");
      watch(tracking, region);
      Path file = directory.resolve("renewed");
      target.command("renew 10 " + file);
      Set<Long> pages = pagesIn(file);
      assertThat(told(tracking)).isEqualTo(pages);
      assertThat(told(tracking)).as("not watched: told each time").isEqualTo(pages);
      watch(tracking, region);
      assertThat(told(tracking)).as("from before it was watched").isEqualTo(pages);
      assertThat(told(tracking)).isEmpty();
      Set<Long> again = write(target, "renewed", WRITES, 11);
      assertThat(told(tracking)).isEqualTo(again);
    }
  }

  @Test
  void whatWasMovedIsToldNeitherHereNorThere() throws IOException {
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target)) {
      watch(tracking, region(target, "moving"));
      watch(tracking, region(target, "small"));
      target.command("move");
      write(target, "moving", WRITES, 12);
      assertThat(told(tracking)).isEmpty();
      Set<Long> pages = write(target, "small", WRITES, 13);
      assertThat(told(tracking)).isEqualTo(pages);
    }
  }

  /// What is given back is not there any more; what is written there again is told.
  @Test
  void memoryThatWasGivenBack() throws IOException {
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target)) {
      watch(tracking, region(target, "small"));
      target.command("drop");
      assertThat(told(tracking)).isEmpty();
      Set<Long> pages = write(target, "small", WRITES, 14);
      assertThat(told(tracking)).isEqualTo(pages);
    }
  }

  @Test
  void whatAChildWritesIsNotTold() throws IOException {
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target)) {
      watch(tracking, region(target, "small"));
      target.command("fork");
      assertThat(told(tracking)).isEmpty();
      Set<Long> pages = write(target, "small", WRITES, 15);
      assertThat(told(tracking)).isEqualTo(pages);
    }
  }

  @Test
  void anotherProgramIsNotTracked() throws IOException {
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target)) {
      watch(tracking, region(target, "small"));
      target.command("exec");
      assertThatThrownBy(() -> tracking.written((start, end) -> {}))
          .isInstanceOf(ProcessAccessException.class)
          .hasMessageContaining("began another program")
          .hasMessageNotContaining("\n");
      assertThat(tracking.watch(0, PAGE_BYTES)).isFalse();
    }
  }

  @Test
  void whatTheKernelRefusesIsNotWatched() throws IOException {
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target);
        WriteTracking second = begin(target)) {
      Region region = region(target, "small");
      assertThat(tracking.watch(region.start(), region.end())).isTrue();
      assertThat(second.watch(region.start(), region.end())).as("is another's").isFalse();
      long behindAll = 1L << 47;
      assertThat(tracking.watch(behindAll, behindAll + PAGE_BYTES)).isFalse();
    }
  }

  /// Each page begins with a number that grows with each write. Whoever reads it after it was told
  /// must at the end have the number that stands there.
  @Test
  void nothingIsLostWhileThreadsWriteAtFullSpeed() throws IOException {
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target);
        ProcessMemory memory = ProcessMemory.open(Math.toIntExact(target.pid()));
        Arena arena = Arena.ofConfined()) {
      MemorySegment page = arena.allocate(Long.BYTES);
      Region small = region(target, "small");
      Region huge = region(target, "huge");
      long[] copy = new long[2 * PAGES];
      target.command("run 2 16");
      watch(tracking, small);
      watch(tracking, huge);
      for (int i = 0; i < copy.length; i++) {
        copy[i] = number(memory, address(i, small, huge), page);
      }
      RangeSink copying =
          (start, end) -> {
            for (long at = start; at < end; at += PAGE_BYTES) {
              boolean isSmall = small.start() <= at && at < small.end();
              long from = isSmall ? small.start() : huge.start();
              int place = (int) ((at - from) / PAGE_BYTES) + (isSmall ? 0 : PAGES);
              copy[place] = number(memory, at, page);
            }
          };
      long changed = 0;
      for (int round = 0; round < 40; round++) {
        long[] before = copy.clone();
        tracking.written(copying);
        for (int i = 0; i < copy.length; i++) {
          changed += before[i] == copy[i] ? 0 : 1;
        }
      }
      assertThat(changed).as("pages that were written in between").isGreaterThan(PAGES);
      Stop stop = Stop.of(Freeze.PTRACE, Math.toIntExact(target.pid()));
      try {
        tracking.written(copying);
        long[] truth = new long[copy.length];
        for (int i = 0; i < copy.length; i++) {
          truth[i] = number(memory, address(i, small, huge), page);
        }
        assertThat(copy).isEqualTo(truth);
      } finally {
        stop.close();
      }
      target.command("halt");
    }
  }

  @Test
  void nothingIsLeftBehind() throws IOException {
    try (NativeTarget target = writer()) {
      write(target, "small", 1, 17);
      Kernel before = target.kernel();
      String descriptors = descriptors(target);
      try (WriteTracking tracking = begin(target)) {
        // Who was let go has some steps to go before it sleeps on, and the kernel writes to its
        // memory then (rseq).
        Tracked.await("sleep", () -> Kernel.stateOf(target.pid()).equals("S"));
        TrackingMain.watchAll(Math.toIntExact(target.pid()), tracking);
        assertThat(flags(target)).as("while it is tracked").contains("uw");
        assertThat(descriptors(target)).isEqualTo(descriptors);
        tracking.written((start, end) -> {});
      }
      assertThat(flags(target)).doesNotContain("uw", "um", "ui");
      assertThat(descriptors(target)).isEqualTo(descriptors);
      assertThat(target.kernel().disturbancesSince(before)).isEmpty();
      assertThat(protectedPages(target)).isZero();
      write(target, "small", WRITES, 18);
    }
  }

  /// Through a thread on a stack that the C library made.
  @Test
  void ofAProcessWhoseMainThreadHasEnded() throws IOException {
    try (NativeTarget target = NativeTarget.leaderless(1 << 20);
        WriteTracking tracking = begin(target)) {
      ProcessDirectory directory =
          ProcessDirectory.of(Math.toIntExact(target.pid())).throughLivingThread();
      int watched = 0;
      for (MapsEntry mapping : directory.maps()) {
        if (mapping.permissions().startsWith("rw-p")
            && tracking.watch(mapping.start(), mapping.end())) {
          watched++;
        }
      }
      assertThat(watched).isPositive();
      Tracked.await("nothing more that is written: it sleeps", () -> told(tracking).isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-static", "-static-pie", "-fcf-protection=full"})
  void ofAProgramThatIsLinkedOtherwise(String flag) throws IOException {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("writer.c", flag), PAGES)) {
      assertTracked(target);
    }
  }

  @Test
  void ofAProgramWithMusl() throws IOException {
    try (NativeTarget target = NativeTarget.start(CProgram.compileForMusl("writer.c"), PAGES)) {
      assertTracked(target);
    }
  }

  private void assertTracked(NativeTarget target) throws IOException {
    try (WriteTracking tracking = begin(target)) {
      watch(tracking, region(target, "small"));
      Set<Long> pages = write(target, "small", WRITES, 24);
      assertThat(told(tracking)).isEqualTo(pages);
    }
  }

  /// What docs/pause.md says that it costs: a fault for the first write to each page.
  @Test
  void aPageThatIsWrittenCostsOneFault() throws IOException {
    try (NativeTarget target = writer()) {
      write(target, "small", WRITES, 20);
      long before = target.kernel().minorFaults();
      write(target, "small", WRITES, 21);
      assertThat(target.kernel().minorFaults() - before).as("not tracked").isLessThan(100);
      try (WriteTracking tracking = begin(target)) {
        watch(tracking, region(target, "small"));
        before = target.kernel().minorFaults();
        int pages = write(target, "small", WRITES, 22).size();
        assertThat(target.kernel().minorFaults() - before).isBetween((long) pages, pages + 100L);
        before = target.kernel().minorFaults();
        write(target, "small", WRITES, 22);
        assertThat(target.kernel().minorFaults() - before).as("once more").isLessThan(100);
      }
    }
  }

  /// A huge page stays one until some of it is written; then it is small ones, also afterwards.
  @Test
  void aHugePageIsSplitByAWrite() throws IOException {
    try (NativeTarget target = writer()) {
      long huge = hugeBytes(target);
      Assumptions.assumeTrue(huge > 0, "the kernel gives no huge pages");
      try (WriteTracking tracking = begin(target)) {
        watch(tracking, region(target, "huge"));
        assertThat(hugeBytes(target)).isEqualTo(huge);
        write(target, "huge", 1, 23);
        assertThat(hugeBytes(target)).isEqualTo(huge - HUGE_PAGE_BYTES);
        assertThat(told(tracking)).hasSize(1);
      }
      assertThat(hugeBytes(target)).isEqualTo(huge - HUGE_PAGE_BYTES);
    }
  }

  private static long hugeBytes(NativeTarget target) {
    return target.kernel().sums().getOrDefault("AnonHugePages", 0L);
  }

  private static long number(ProcessMemory memory, long address, MemorySegment into) {
    assertThat(memory.read(address, into, Long.BYTES)).isEqualTo(Long.BYTES);
    return into.get(ValueLayout.JAVA_LONG, 0);
  }

  private static long address(int page, Region small, Region huge) {
    return page < PAGES
        ? small.start() + page * PAGE_BYTES
        : huge.start() + (page - PAGES) * PAGE_BYTES;
  }

  private static NativeTarget writer() {
    return NativeTarget.start(CProgram.compile("writer.c"), PAGES);
  }

  /// By write protection, also where the kernel has soft-dirty bits.
  private static WriteTracking begin(NativeTarget target) throws ProcessAccessException {
    return Tracked.by(target.pid());
  }

  private static void watch(WriteTracking tracking, Region region) {
    assertThat(tracking.watch(region.start(), region.end())).as(region.toString()).isTrue();
  }

  private Set<Long> write(NativeTarget target, String name, int count, int seed)
      throws IOException {
    Path file = directory.resolve("written-" + seed);
    target.command("write %s %d %d %s".formatted(name, count, seed, file));
    Set<Long> pages = pagesIn(file);
    assertThat(pages.size()).isLessThanOrEqualTo(count).isPositive();
    return pages;
  }

  private static Set<Long> pagesIn(Path file) throws IOException {
    Set<Long> pages = new TreeSet<>();
    Files.readAllLines(file).forEach(line -> pages.add(Long.parseLong(line, 16)));
    return pages;
  }

  private static Set<Long> told(WriteTracking tracking) throws ProcessAccessException {
    Set<Long> pages = new TreeSet<>();
    long[] last = {-1};
    tracking.written((start, end) -> {
      assertThat(start).as("ascending, joined").isGreaterThan(last[0]);
      assertThat(end).isGreaterThan(start);
      last[0] = end;
      for (long at = start; at < end; at += PAGE_BYTES) {
        pages.add(at);
      }
    });
    return pages;
  }

  private static Region region(NativeTarget target, String name) {
    return target.regions().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String descriptors(NativeTarget target) throws IOException {
    return Tracked.descriptors(target.pid());
  }

  private static Set<String> flags(NativeTarget target) throws IOException {
    return Tracked.flags(target.pid());
  }

  private static long protectedPages(NativeTarget target) throws IOException {
    return target.regions().stream()
        .mapToLong(region -> Tracked.protectedPages(target.pid(), region.start(), region.end()))
        .sum();
  }
}
