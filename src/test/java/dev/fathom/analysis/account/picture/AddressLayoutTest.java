package dev.fathom.analysis.account.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.account.Absence;
import dev.fathom.analysis.account.VirtualSize;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.model.memory.PageRuns;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Address spaces that are made up, of which each page is known.
final class AddressLayoutTest {
  private static final long PAGE = 4096;

  /// As a talk drew it: of ten pages eight are mapped and four are here.
  @Test
  void tenPages() {
    PageRuns.Builder pages = new PageRuns.Builder();
    pages.add(0, PAGE, PageRuns.PRESENT | PageRuns.FILE);
    pages.add(2 * PAGE, 3 * PAGE, PageRuns.PRESENT | PageRuns.FILE);
    pages.add(4 * PAGE, 5 * PAGE, PageRuns.PRESENT);
    pages.add(9 * PAGE, 10 * PAGE, PageRuns.PRESENT);
    List<Area> areas =
        List.of(
            area(0, 2, Area.Kind.CODE, "/bin/python", 1),
            area(2, 3, Area.Kind.CODE, "/lib/libc.so", 2),
            area(4, 8, Area.Kind.HEAP, "[heap]", 0),
            area(9, 10, Area.Kind.STACK, "[stack]", 0));
    VirtualSize size = VirtualSize.of(areas, pages.build());
    assertThat(size.bytes()).isEqualTo(8 * PAGE);
    assertThat(size.resident()).isEqualTo(4 * PAGE);
    assertThat(size.shared()).isEqualTo(2 * PAGE);
    assertThat(size.absent())
        .containsEntry(Absence.NOT_LOADED, PAGE)
        .containsEntry(Absence.UNTOUCHED, 3 * PAGE)
        .hasSize(2);
    AddressLayout layout = AddressLayout.of(areas, pages.build(), "/bin/python", 9, 32);
    assertThat(drawn(layout))
        .containsExactly("code 0 █·", "library 0 █", "heap 4096 █···", "stack 4096 █");
    assertThat(drawn(AddressLayout.of(areas, pages.build(), "/bin/python", 0, 2)))
        .containsExactly("code 0 █·", "smaller 0 █", "heap 4096 ▒·", "stack 4096 █");
  }

  /// A reservation of 2^46 bytes, swapped pages, the page of zeros, and what is in no Rss.
  @Test
  void everyAbsence() {
    long huge = 1L << 34;
    PageRuns.Builder pages = new PageRuns.Builder();
    pages.add(PAGE, 2 * PAGE, PageRuns.SWAPPED);
    pages.add(2 * PAGE, 3 * PAGE, PageRuns.PRESENT | PageRuns.ZERO);
    pages.add(3 * PAGE, 4 * PAGE, PageRuns.PRESENT | PageRuns.POOLED);
    List<Area> areas =
        List.of(
            area(1, 5, Area.Kind.ANONYMOUS, "", 0),
            area(100, huge, Area.Kind.GUARD, "", 0),
            area(huge, huge + 1, Area.Kind.GUARD, "", 0),
            area(huge + 2, huge + 100, Area.Kind.GUARD, "", 0),
            area(huge + 100, huge + 101, Area.Kind.STACK, "thread 1", 0),
            area(huge + 200, huge + 700, Area.Kind.GUARD, "/lib/libc.so", 3),
            area(huge + 800, huge + 801, Area.Kind.KERNEL, "[vvar]", 0));
    VirtualSize size = VirtualSize.of(areas, pages.build());
    assertThat(size.absent())
        .containsEntry(Absence.SWAPPED, PAGE)
        .containsEntry(Absence.ZERO, PAGE)
        .containsEntry(Absence.POOLED, PAGE)
        .containsEntry(Absence.RESERVED, (huge - 100) * PAGE)
        .containsEntry(Absence.GUARD, (1 + 98 + 500) * PAGE)
        .containsEntry(Absence.UNTOUCHED, 2 * PAGE)
        .containsEntry(Absence.KERNEL, PAGE);
    assertThat(size.absent().values().stream().mapToLong(bytes -> bytes).sum())
        .isEqualTo(size.bytes());
    AddressLayout layout = AddressLayout.of(areas, pages.build(), "", 100, 32);
    assertThat(drawn(layout).getFirst()).isEqualTo("memory 0 s···");
    assertThat(layout.rows()).hasSize(5).allMatch(row -> row.cells().size() <= 32);
  }

  @Test
  void nothing() {
    assertThat(AddressLayout.of(List.of(), new PageRuns.Builder().build(), "", 5, 32).rows())
        .isEmpty();
  }

  private static List<String> drawn(AddressLayout layout) {
    return layout.rows().stream()
        .map(row ->
            row.part().id()
                + " "
                + row.gap()
                + " "
                + row.cells().stream()
                    .map(cell -> String.valueOf(cell.sign()))
                    .collect(Collectors.joining()))
        .toList();
  }

  private static Area area(long from, long until, Area.Kind kind, String name, long inode) {
    Mapping mapping =
        new Mapping(
            from * PAGE,
            until * PAGE,
            kind == Area.Kind.GUARD ? "---p" : "rw-p",
            0,
            "00:00",
            inode,
            name,
            PageCounters.NONE,
            false);
    return new Area(from * PAGE, until * PAGE, kind, name, mapping, null);
  }
}
