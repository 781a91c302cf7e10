package dev.fathom.os.written;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.model.ProcessAccessException;
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
        WriteTracking tracking = SoftDirty.begin(Math.toIntExact(target.pid()))) {
      Region region = region(target);
      assertThat(tracking.watch(region.start(), region.end())).isTrue();
      assertThat(told(tracking)).isEmpty();
      Set<Long> pages = new TreeSet<>();
      for (int seed = 1; seed < 4; seed++) {
        Path file = directory.resolve("written-" + seed);
        target.command("write small 1000 %d %s".formatted(seed, file));
        Files.readAllLines(file).forEach(line -> pages.add(Long.parseLong(line, 16)));
        assertThat(told(tracking)).isEqualTo(pages);
      }
    }
  }

  @Test
  void anotherProgramIsNotTracked() throws IOException {
    assumeKnown();
    try (NativeTarget target = writer();
        WriteTracking tracking = SoftDirty.begin(Math.toIntExact(target.pid()))) {
      Region region = region(target);
      tracking.watch(region.start(), region.end());
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

  private static Region region(NativeTarget target) {
    return target.regions().stream()
        .filter(each -> each.name().equals("small"))
        .findFirst()
        .orElseThrow();
  }

  private static Set<Long> told(WriteTracking tracking) throws ProcessAccessException {
    Set<Long> pages = new TreeSet<>();
    tracking.written((start, end) -> {
      for (long at = start; at < end; at += PAGE_BYTES) {
        pages.add(at);
      }
    });
    return pages;
  }
}
