package dev.fathom.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.host.Faults;
import dev.fathom.host.Libc;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.NativeTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The page table of a process that says which of its pages are there.
final class PageScanTest {
  private static final long PAGE_BYTES = 4096;

  private static final long ADDRESS_SPACE_BYTES = 1L << 47;
  private static final String PAGEMAP_SCAN = "ioctl 0xc0606610";

  /// More runs than the kernel collects at a time, and than one call asks for.
  private static final int PAGES = 20_000;

  @TempDir private Path directory;

  /// How it may be asked of anonymous memory.
  enum Asked {
    ALL,
    ANONYMOUS,
    HELD_ANONYMOUS;

    boolean of(PageScan scan, long start, long end, PageScan.Listener listener) {
      return switch (this) {
        case ALL -> scan.scan(start, end, listener);
        case ANONYMOUS -> scan.scanOfOneSort(start, end, listener);
        case HELD_ANONYMOUS -> scan.scanHeldAnonymous(start, end, listener);
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Asked.class)
  void tellsEachOfManyRunsOnce(Asked asked) throws ProcessAccessException {
    try (NativeTarget stripes = NativeTarget.start(CProgram.compile("stripes.c"), PAGES);
        PageScan scan = PageScan.open(Math.toIntExact(stripes.pid()))) {
      NativeTarget.Region region = stripes.regions().getFirst();
      List<Long> told = new ArrayList<>();
      boolean there =
          asked.of(
              scan,
              region.start(),
              region.end(),
              (start, end, state) -> {
                assertThat(end - start).isEqualTo(PAGE_BYTES);
                told.add(start);
              });
      assertThat(there).isTrue();
      List<Long> expected = new ArrayList<>();
      for (long at = region.start(); at < region.end(); at += 2 * PAGE_BYTES) {
        expected.add(at);
      }
      assertThat(told).isEqualTo(expected);
    }
  }

  /// Whatever states they are in: absent, the zero page, huge, swapped out, guarded, shared with a
  /// child, merged.
  @ParameterizedTest
  @EnumSource(Asked.class)
  void anonymousMemoryIsTheSameHoweverItIsAsked(Asked asked) throws ProcessAccessException {
    try (NativeTarget target = NativeTarget.states(List.of(), directory.resolve("file"))) {
      int process = Math.toIntExact(target.pid());
      try (PageScan scan = PageScan.open(process);
          Stop stop = Stop.of(Freeze.PTRACE, process)) {
        long resident = 0;
        for (MapsEntry mapping : ProcessDirectory.of(process).smaps()) {
          if (mapping.inode() == 0 && mapping.name().isEmpty()) {
            PageRuns.Builder told = new PageRuns.Builder();
            asked.of(scan, mapping.start(), mapping.end(), told::add);
            PageRuns.Builder known = new PageRuns.Builder();
            scan.scan(mapping.start(), mapping.end(), known::add);
            assertThat(text(told.build())).as("%s", mapping).isEqualTo(text(known.build()));
            assertThat(told.build().residentBytes(mapping.start(), mapping.end()))
                .as("%s", mapping)
                .isEqualTo(mapping.counters().rss());
            resident += mapping.counters().rss();
          }
        }
        stop.verify();
        assertThat(resident).isPositive();
      }
    }
  }

  private static List<String> text(PageRuns runs) {
    return IntStream.range(0, runs.count())
        .mapToObj(run -> "%x-%x %d".formatted(runs.start(run), runs.end(run), runs.state(run)))
        .toList();
  }

  /// Of a kernel that knew the call a moment ago: to ask for each page of an address space instead
  /// would take hours.
  @Test
  void endsWhereTheCallIsNotKnownAnyMore() throws ProcessAccessException {
    int self = Math.toIntExact(ProcessHandle.current().pid());
    try (Faults faults = Faults.of(new Faults.Fault(PAGEMAP_SCAN, 2, Libc.ENOTTY));
        PageScan scan = PageScan.open(self)) {
      Assumptions.assumeTrue(scan.way() == PageScan.Way.CALL, "no PAGEMAP_SCAN (Linux 6.7)");
      assertThat(scan.scan(0, ADDRESS_SPACE_BYTES, (start, end, state) -> {})).isFalse();
      assertThat(faults.fired()).isTrue();
    }
  }
}
