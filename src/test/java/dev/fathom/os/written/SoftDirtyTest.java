package dev.fathom.os.written;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.os.PageScan;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.NativeTarget.Region;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the kernel has soft-dirty bits, what is told is what `writer.c` says that it wrote.
final class SoftDirtyTest {
  private static final Path CONFIGURATION = Path.of("/proc/config.gz");
  private static final long PAGE_BYTES = 4096;
  private static final int PAGES = 4096;

  @TempDir private Path directory;

  @Test
  void areKnownWhereTheKernelWasConfiguredForThem() throws IOException {
    Assumptions.assumeTrue(
        Files.isReadable(CONFIGURATION), "this kernel does not tell its configuration");
    try (InputStream packed = new GZIPInputStream(Files.newInputStream(CONFIGURATION))) {
      String configuration = new String(packed.readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(SoftDirty.isKnown()).isEqualTo(configuration.contains("CONFIG_MEM_SOFT_DIRTY=y"));
    }
  }

  @Test
  void tellsThePagesThatWereWrittenSinceTheBeginning() throws IOException {
    assumeKnown();
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target, "small")) {
      Set<Long> pages = new TreeSet<>();
      for (int seed = 1; seed < 4; seed++) {
        Path file = directory.resolve("written-" + seed);
        target.command("write small 1000 %d %s".formatted(seed, file));
        pages.addAll(pagesIn(file));
        assertThat(told(tracking)).isEqualTo(pages);
      }
    }
  }

  /// The kernel writes, too: what is read from a file goes into the page by another way.
  @Test
  void tellsWhatTheKernelWroteForIt() throws IOException {
    assumeKnown();
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target, "small")) {
      Path file = directory.resolve("filled");
      target.command("fill small 1000 4 " + file);
      assertThat(told(tracking)).isEqualTo(pagesIn(file));
    }
  }

  /// A mapping of before at the same place: of the new one nothing was copied.
  @Test
  void tellsAllOfAMappingThatTookAnothersPlace() throws IOException {
    assumeKnown();
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target, "renewed")) {
      Path file = directory.resolve("renewed");
      target.command("renew 5 " + file);
      assertThat(told(tracking)).containsAll(pagesIn(file));
    }
  }

  /// It reads as zeros then, whatever was there before, and nobody wrote.
  @Test
  void tellsWhatWasGivenBackAndReadAgain() throws IOException {
    assumeKnown();
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target, "small")) {
      Region region = region(target, "small");
      target.command("drop");
      target.command("look");
      try (PageScan scan = PageScan.open(Math.toIntExact(target.pid()))) {
        Set<Long> toldZero = new TreeSet<>();
        scan.scan(
            region.start(),
            region.end(),
            (start, end, state) -> {
              if ((state & PageRuns.ZERO) != 0) {
                add(toldZero, start, end);
              }
            });
        Set<Long> zeros = new TreeSet<>();
        add(zeros, region.start(), region.start() + PAGES / 2 * PAGE_BYTES);
        assertThat(toldZero).as("what root is told").isEqualTo(zeros);
        // Who is not root is told the zero page by a call alone, or must take it for written.
        assertThat(told(tracking)).isEqualTo(scan.way() == PageScan.Way.CALL ? Set.of() : zeros);
      }
    }
  }

  @Test
  void tellsNothingOfWhatAChildWrote() throws IOException {
    assumeKnown();
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target, "small")) {
      target.command("fork");
      assertThat(told(tracking)).isEmpty();
    }
  }

  /// No call is made in it: its filter would end it.
  @Test
  void worksUnderASeccompFilter() throws IOException {
    assumeKnown();
    try (NativeTarget target = NativeTarget.start(CProgram.compile("filtered.c"));
        WriteTracking tracking = WriteTracking.begin(Math.toIntExact(target.pid()), true)) {
      assertThat(tracking.method()).isEqualTo("soft-dirty");
      assertThat(target.kernel().isLetRun()).isTrue();
    }
  }

  @Test
  void anotherProgramIsNotTracked() throws IOException {
    assumeKnown();
    try (NativeTarget target = writer();
        WriteTracking tracking = begin(target, "small")) {
      target.command("exec");
      assertThatThrownBy(() -> tracking.written((start, end) -> {}))
          .isInstanceOf(ProcessAccessException.class)
          .hasMessageContaining("began another program");
    }
  }

  private static void assumeKnown() throws ProcessAccessException {
    Assumptions.assumeTrue(
        SoftDirty.isKnown(), "this kernel has no soft-dirty bits (CONFIG_MEM_SOFT_DIRTY)");
  }

  private static NativeTarget writer() {
    return NativeTarget.start(CProgram.compile("writer.c"), PAGES);
  }

  private static Region region(NativeTarget target, String name) {
    return target.regions().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// Of which nothing was written yet.
  private static WriteTracking begin(NativeTarget target, String name)
      throws ProcessAccessException {
    WriteTracking tracking = SoftDirty.begin(Math.toIntExact(target.pid()));
    Region region = region(target, name);
    assertThat(tracking.watch(region.start(), region.end())).isTrue();
    assertThat(told(tracking)).isEmpty();
    return tracking;
  }

  private static Set<Long> pagesIn(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> Long.parseLong(line, 16))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<Long> told(WriteTracking tracking) throws ProcessAccessException {
    Set<Long> pages = new TreeSet<>();
    tracking.written((start, end) -> add(pages, start, end));
    return pages;
  }

  private static void add(Set<Long> pages, long start, long end) {
    for (long at = start; at < end; at += PAGE_BYTES) {
      pages.add(at);
    }
  }
}
