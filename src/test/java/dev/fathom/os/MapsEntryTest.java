package dev.fathom.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.memory.PageCounters;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.ShellTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The lines of `maps` and `smaps`, ordinary and odd ones.
final class MapsEntryTest {
  @Test
  void aFile() {
    MapsEntry entry =
        one(
            "7f9c3b628000-7f9c3b77d000 r-xp 00028000 fe:01 1052719                    "
                + "/usr/lib/x86_64-linux-gnu/libc.so.6");
    assertThat(entry)
        .isEqualTo(
            new MapsEntry(
                0x7f9c3b628000L,
                0x7f9c3b77d000L,
                "r-xp",
                0x28000,
                "fe:01",
                1052719,
                "/usr/lib/x86_64-linux-gnu/libc.so.6",
                PageCounters.NONE,
                false,
                false));
  }

  @Test
  void anonymousMemory() {
    assertThat(one("55a0c8d3e000-55a0c8e00000 rw-p 00000000 00:00 0 ").name()).isEmpty();
    assertThat(one("55a0c8d3e000-55a0c8e00000 rw-p 00000000 00:00 0").name()).isEmpty();
    assertThat(one("55a0c8d3e000-55a0c8e00000 rw-p 00000000 00:00 0          [heap]").name())
        .isEqualTo("[heap]");
    assertThat(one("7f00000000-7f00001000 rw-p 00000000 00:00 0      [anon: a name ]").name())
        .isEqualTo("[anon: a name ]");
  }

  /// Whatever a path may hold; the kernel itself writes a line feed as `\012`.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/tmp/one two",
        "/tmp/many   spaces  in it",
        "/tmp/gone (deleted)",
        "/tmp/(deleted) (deleted)",
        "/memfd:name with spaces (deleted)",
        "/tmp/line\\012feed",
        "/tmp/r-xp 00000000 00:00 0 /tmp/looks-like-a-line",
        "/tmp/Rss: 4 kB",
        "/tmp/\u00e4\u00f6\u00fc",
        "/",
        "/SYSV00000000 (deleted)"
      })
  void namesAreTakenAsTheyAre(String name) {
    assertThat(one("7f0000000000-7f0000001000 rw-s 00000000 00:01 77   " + name).name())
        .isEqualTo(name);
  }

  @Test
  void addressesAndNumbersOfEverySize() {
    MapsEntry vsyscall =
        one("ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0   [vsyscall]");
    assertThat(vsyscall.start()).isEqualTo(0xffffffffff600000L);
    assertThat(vsyscall.end()).isEqualTo(0xffffffffff601000L);
    assertThat(one("00010000-00011000 r--p 00000000 00:00 0").start()).isEqualTo(0x10000);
    assertThat(one("0-1000 r--p 00000000 00:00 0").end()).isEqualTo(0x1000);
    MapsEntry huge =
        one("1000-ffffffffff000 rw-s fffffffffffff000 103:1a2b 9223372036854775807 /x");
    assertThat(huge.offset()).isEqualTo(0xfffffffffffff000L);
    assertThat(huge.device()).isEqualTo("103:1a2b");
    assertThat(huge.inode()).isEqualTo(Long.MAX_VALUE);
  }

  /// Inodes are unsigned; overlay file systems do set the highest bit.
  @Test
  void inodesWithTheHighestBit() {
    assertThat(one("1000-2000 r--p 00000000 00:2f 18446744073709551615 /x").inode()).isEqualTo(-1);
    assertThat(one("1000-2000 r--p 00000000 00:2f 9223372036854775808 /x").inode())
        .isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void countersBelongToTheLineAboveThem() {
    List<MapsEntry> entries =
        MapsEntry.parse(
            """
            1000-5000 rw-p 00000000 00:00 0      [heap]
            Size:                 16 kB
            KernelPageSize:        4 kB
            Rss:                  12 kB
            Pss:                  11 kB
            Pss_Dirty:             7 kB
            Shared_Clean:          1 kB
            Shared_Dirty:          2 kB
            Private_Clean:         3 kB
            Private_Dirty:         6 kB
            Referenced:           12 kB
            Anonymous:            10 kB
            AnonHugePages:         5 kB
            Swap:                  4 kB
            SwapPss:               9 kB
            THPeligible:           0
            VmFlags: rd wr mr mw me ac
            7000-8000 ---p 00000000 00:00 0
            9000-a000 r--p 00000000 00:00 0      [vvar]
            Rss:                   0 kB
            New_Counter:         100 kB
            Some: nonsense
            VmFlags: rd mr pf io de dd
            b000-c000 r--p 00000000 00:00 0
            Rss:           123456789 kB
            """);
    assertThat(entries).hasSize(4);
    assertThat(entries.get(0).counters())
        .isEqualTo(
            new PageCounters(
                12 << 10, 11 << 10, 1 << 10, 2 << 10, 3 << 10, 6 << 10, 10 << 10, 5 << 10, 4 << 10,
                0));
    assertThat(entries.get(0).counters().uss()).isEqualTo(9 << 10);
    assertThat(entries.get(1).counters()).isEqualTo(PageCounters.NONE);
    assertThat(entries.get(2).counters()).isEqualTo(PageCounters.NONE);
    assertThat(entries.get(3).counters().rss()).isEqualTo(123456789L << 10);
    assertThat(entries.stream().map(MapsEntry::special)).containsExactly(false, false, true, false);
  }

  @Test
  void whatIsMergedIsToldByMapping() {
    assertThat(
            MapsEntry.merged(
                """
                1000-3000 rw-p 00000000 00:00 0
                Rss:                   8 kB
                KSM:                   4 kB
                ffff7000-ffff8000 rw-p 00000000 00:00 0      /a KSM: 8 kB
                KSM:                   0 kB
                """))
        .isEqualTo(Map.of(0x1000L, 4096L, 0xffff7000L, 0L));
    assertThat(MapsEntry.merged("1000-3000 rw-p 00000000 00:00 0\nRss: 8 kB\n")).isEmpty();
  }

  @Test
  void flagsAreWholeWords() {
    String text = "1000-2000 rw-p 00000000 00:00 0\nVmFlags: rd io\n";
    assertThat(one(text).special()).isTrue();
    assertThat(one(text.replace(" io", " dio iox pfx")).special()).isFalse();
    assertThat(one(text.replace(" io", " pf dd")).special()).isTrue();
  }

  @Test
  void nothingGivesNothing() {
    assertThat(MapsEntry.parse("")).isEmpty();
    assertThat(MapsEntry.parse("\n\n")).isEmpty();
    assertThat(MapsEntry.parse("Rss: 4 kB\n")).isEmpty();
  }

  @Test
  void allOfARealProcess() throws IOException {
    try (ShellTarget target = ShellTarget.start()) {
      int process = Math.toIntExact(target.pid());
      List<MapsEntry> maps = ProcessDirectory.of(process).maps();
      List<MapsEntry> smaps = ProcessDirectory.of(process).smaps();
      List<String> lines = Files.readAllLines(Path.of("/proc/" + process + "/maps"));
      assertThat(maps).hasSameSizeAs(lines).hasSameSizeAs(smaps);
      assertThat(maps)
          .zipSatisfy(
              lines,
              (entry, line) ->
                  assertThat(line)
                      .startsWith(
                          "%08x-%08x %s %08x %s %d "
                              .formatted(
                                  entry.start(),
                                  entry.end(),
                                  entry.permissions(),
                                  entry.offset(),
                                  entry.device(),
                                  entry.inode()))
                      .endsWith(entry.name()));
      Kernel kernel = target.kernel();
      PageCounters sum =
          smaps.stream().map(MapsEntry::counters).reduce(PageCounters.NONE, PageCounters::plus);
      assertThat(sum.rss()).isEqualTo(kernel.sums().get("Rss"));
      assertThat(sum.privateDirty()).isEqualTo(kernel.sums().get("Private_Dirty"));
      assertThat(sum.anonymous()).isEqualTo(kernel.sums().get("Anonymous"));
    }
  }

  private static MapsEntry one(String text) {
    List<MapsEntry> entries = MapsEntry.parse(text);
    assertThat(entries).hasSize(1);
    return entries.getFirst();
  }
}
