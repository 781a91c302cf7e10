package dev.fathom.analysis.account.picture;

import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.PageRuns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// An address space in the order of its addresses: what lies where, and which of its pages are in
/// memory.
///
/// @param rows in address order
public record AddressLayout(List<Row> rows) {
  private static final long PAGE_BYTES = 4096;

  public AddressLayout {
    rows = List.copyOf(rows);
  }

  /// Neighbours that are one thing to a reader.
  ///
  /// @param start its first address
  /// @param end the address after its last
  /// @param part what it is
  /// @param name of the file, or what the kernel calls it; may be empty; of the target's choosing
  /// @param bytes what of it is mapped
  /// @param resident what of that is in memory
  /// @param gap what is not mapped between it and the one before
  /// @param cells from its start to its end, each as many pages
  public record Row(
      long start,
      long end,
      Part part,
      String name,
      long bytes,
      long resident,
      long gap,
      List<Cell> cells) {}

  /// What addresses are for.
  public enum Part {
    CODE("code", "program code"),
    READ_ONLY("readOnly", "read-only data"),
    READ_WRITE("readWrite", "read-write data"),
    HEAP("heap", "heap"),
    MEMORY("memory", "memory"),
    SHARED("shared", "shared memory"),
    FILE("file", "file"),
    LIBRARY("library", "library"),
    STACK("stack", "stack"),
    NO_ACCESS("noAccess", "no access"),
    KERNEL("kernel", "kernel"),
    SMALLER("smaller", "smaller parts");

    private final String id;
    private final String label;

    Part(String id, String label) {
      this.id = id;
      this.label = label;
    }

    /// {@return its name for programs}
    public String id() {
      return id;
    }

    /// {@return its name for people}
    public String label() {
      return label;
    }

    private static Part of(Area area, String program) {
      boolean own = !program.isEmpty() && area.name().startsWith(program);
      return switch (area.kind()) {
        case CODE -> own ? CODE : LIBRARY;
        case READ_ONLY_DATA, RELOCATED_DATA -> own ? READ_ONLY : LIBRARY;
        case WRITABLE_DATA, BSS -> own ? READ_WRITE : LIBRARY;
        case HEAP -> HEAP;
        case STACK -> STACK;
        case ANONYMOUS, UNREAD_HEAP -> MEMORY;
        case SHARED_MEMORY -> SHARED;
        case FILE -> FILE;
        case KERNEL -> KERNEL;
        case GUARD -> area.mapping().ofFile() && !own ? LIBRARY : NO_ACCESS;
      };
    }
  }

  /// How many of the pages of a cell are in memory.
  public enum Cell {
    NONE('·'),
    FEW('░'),
    SOME('▒'),
    MOST('▓'),
    ALL('█'),
    SWAPPED('s');

    private final char sign;

    Cell(char sign) {
      this.sign = sign;
    }

    /// {@return what is drawn for it}
    public char sign() {
      return sign;
    }

    private static Cell of(PageRuns pages, long start, long end) {
      long resident = pages.residentBytes(start, end);
      if (resident == 0) {
        return swaps(pages, start, end) ? SWAPPED : NONE;
      }
      long thirds = 3 * resident / (end - start);
      return resident == end - start ? ALL : thirds == 0 ? FEW : thirds == 1 ? SOME : MOST;
    }

    private static boolean swaps(PageRuns pages, long start, long end) {
      for (int run = pages.at(start); run < pages.count() && pages.start(run) < end; run++) {
        if (pages.swapped(run)) {
          return true;
        }
      }
      return false;
    }
  }

  /// Draws it.
  ///
  /// @param areas in address order
  /// @param program the path of what runs
  /// @param most how many rows at most, the largest first, besides those of the program itself;
  ///   neighbours without one are smaller parts together
  /// @param cells how many at most in a row
  public static AddressLayout of(
      List<Area> areas, PageRuns pages, String program, int most, int cells) {
    List<Draft> drafts = new ArrayList<>();
    for (Area area : areas) {
      Part part = Part.of(area, program);
      Draft last = drafts.isEmpty() ? null : drafts.getLast();
      if (last == null || last.part != part || !last.name.equals(area.name())) {
        last = new Draft(area.start(), part, area.name());
        drafts.add(last);
      }
      last.add(area.end(), area.bytes(), pages.residentBytes(area.start(), area.end()));
    }
    return new AddressLayout(rows(largest(drafts, most), pages, cells));
  }

  /// A row before it is drawn.
  private static final class Draft {
    private final long start;
    private final Part part;
    private final String name;
    private long end;
    private long bytes;
    private long resident;

    Draft(long start, Part part, String name) {
      this.start = start;
      this.part = part;
      this.name = name;
    }

    /// Whether it is of what every process has: its program, its heap, the stack that it began on.
    boolean isProgram() {
      return switch (part) {
        case CODE, READ_ONLY, READ_WRITE, HEAP -> true;
        case STACK -> name.equals("[stack]");
        case MEMORY, SHARED, FILE, LIBRARY, NO_ACCESS, KERNEL, SMALLER -> false;
      };
    }

    void add(long until, long mapped, long there) {
      end = until;
      bytes += mapped;
      resident += there;
    }
  }

  private static List<Draft> largest(List<Draft> drafts, int most) {
    Set<Draft> kept =
        new HashSet<>(
            drafts.stream()
                .sorted(Comparator.<Draft>comparingLong(draft -> draft.bytes).reversed())
                .limit(most)
                .toList());
    List<Draft> rows = new ArrayList<>();
    for (Draft draft : drafts) {
      Draft last = rows.isEmpty() ? null : rows.getLast();
      if (kept.contains(draft) || draft.isProgram()) {
        rows.add(draft);
      } else if (last != null && last.part == Part.SMALLER) {
        last.add(draft.end, draft.bytes, draft.resident);
      } else {
        Draft smaller = new Draft(draft.start, Part.SMALLER, "");
        smaller.add(draft.end, draft.bytes, draft.resident);
        rows.add(smaller);
      }
    }
    return rows;
  }

  private static List<Row> rows(List<Draft> drafts, PageRuns pages, int cells) {
    List<Row> rows = new ArrayList<>();
    long before = drafts.isEmpty() ? 0 : drafts.getFirst().start;
    for (Draft draft : drafts) {
      rows.add(
          new Row(
              draft.start,
              draft.end,
              draft.part,
              draft.name,
              draft.bytes,
              draft.resident,
              draft.start - before,
              cells(draft, pages, cells)));
      before = draft.end;
    }
    return rows;
  }

  private static List<Cell> cells(Draft draft, PageRuns pages, int most) {
    long count = (draft.end - draft.start) / PAGE_BYTES;
    int drawn = (int) Math.min(most, count);
    List<Cell> cells = new ArrayList<>();
    for (int cell = 0; cell < drawn; cell++) {
      long from = draft.start + pagesUpTo(cell, drawn, count) * PAGE_BYTES;
      long until = draft.start + pagesUpTo(cell + 1, drawn, count) * PAGE_BYTES;
      cells.add(Cell.of(pages, from, until));
    }
    return List.copyOf(cells);
  }

  /// There may be 2^36 pages.
  private static long pagesUpTo(int cell, int drawn, long count) {
    return count / drawn * cell + count % drawn * cell / drawn;
  }
}
