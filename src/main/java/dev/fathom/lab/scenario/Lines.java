package dev.fathom.lab.scenario;

import dev.fathom.lab.machine.AreaUse;
import dev.fathom.lab.machine.Outcome;
import dev.fathom.lab.machine.Row;
import dev.fathom.lab.machine.Shape;
import dev.fathom.view.Escape;
import java.util.Locale;

/// The parts of a drawn page table: addresses by their leading digits, frames, permissions, labels.
final class Lines {
  private static final int LONGEST_LABEL = 16;
  private static final int RADIX = 10;
  private static final String SWAP = "swap";

  private final Shape shape;

  Lines(Shape shape) {
    this.shape = shape;
  }

  /// {@return a row without its borders, as ` 9-- → 59-- w `}
  String row(Row row) {
    String target =
        row.isPresent() ? prefix(row.frame(), shape.frames()) : row.swapped() ? SWAP : "-";
    String permission = row.isPresent() ? (row.writable() ? "w" : "r") : " ";
    return " "
        + prefix(row.page(), shape.pages())
        + " → "
        + target
        + " ".repeat(Math.max(0, frameWidth() - target.length()))
        + " "
        + permission
        + " ";
  }

  private int frameWidth() {
    int frame = prefix(shape.frames() - 1, shape.frames()).length();
    return shape.swapSlots() == 0 ? frame : Math.max(frame, SWAP.length());
  }

  /// {@return a row that says nothing}
  String blank() {
    return " ".repeat(edge().length());
  }

  String edge() {
    return "─".repeat(row(new Row(0, 0, false, true, true, false, 1, false, "")).length());
  }

  /// {@return an area without its borders, as ` 0x000..0x1ef r `}
  String area(AreaUse use) {
    return " "
        + prefix(use.area().first(), shape.pages())
        + ".."
        + prefix(use.area().end() - 1, shape.pages())
        + (use.area().writable() ? " w " : " r ");
  }

  /// {@return the width of [#area]}
  int areaWidth() {
    return 2 * prefix(0, shape.pages()).length() + "..".length() + " ".length() + " w ".length();
  }

  /// {@return what stands beside an area, as `python: 229 of 496 pages are there`}
  static String areaLabel(AreaUse use) {
    return String.format(
        Locale.ROOT,
        "%s: %,d of %,d there%s",
        shortened(use.area().label()),
        use.resident(),
        use.area().count(),
        use.shared() == 0 ? "" : String.format(Locale.ROOT, ", %,d shared", use.shared()));
  }

  /// {@return what stands beside a row: `heap ×2`, or `(heap)` if it is promised but not there}
  static String label(Row row) {
    if (row.label().isEmpty()) {
      return "";
    }
    String label = shortened(row.label());
    return row.isPresent()
        ? label + (row.sharers() > 1 ? " ×" + row.sharers() : "")
        : "(" + label + ")";
  }

  private static String shortened(String label) {
    String escaped = Escape.terminal(label);
    return escaped.length() > LONGEST_LABEL
        ? escaped.substring(0, LONGEST_LABEL - 1) + "…"
        : escaped;
  }

  /// {@return what the talk writes beside the page that an access met; empty for most}
  static String note(Outcome outcome) {
    return switch (outcome) {
      case SEGMENTATION_FAULT -> "→ SEGMENTATION FAULT";
      case OUT_OF_MEMORY -> "→ OUT OF MEMORY";
      case LOADED -> "← LOAD FROM DISK";
      case SWAPPED_IN -> "← LOAD FROM SWAP";
      case HIT, ZERO_FILLED, STACK_GROWN, FOUND_IN_CACHE, COPIED, MADE_WRITABLE -> "";
    };
  }

  /// The leading digits of an address, and a dash for each of the others.
  private String prefix(int number, int count) {
    int digits = 0;
    int power = 1;
    while (power < shape.pageSize()) {
      power *= RADIX;
      digits++;
    }
    if (power == shape.pageSize()) {
      int wide = Integer.toString(count - 1).length();
      return " ".repeat(Math.max(0, wide - Integer.toString(number).length()))
          + number
          + "-".repeat(digits);
    }
    int wide = Integer.toHexString(count - 1).length();
    String hex = Integer.toHexString(number);
    return "0x" + "0".repeat(Math.max(0, wide - hex.length())) + hex;
  }
}
