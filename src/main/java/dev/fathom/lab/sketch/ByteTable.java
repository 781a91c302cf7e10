package dev.fathom.lab.sketch;

import dev.fathom.lab.machine.Machine;
import dev.fathom.lab.machine.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a process has stored, a byte a line, the highest address first. A page that has no frame
/// holds nothing: `-`.
public final class ByteTable {
  /// Bytes of a page that are drawn at its ends.
  private static final int AT_TOP = 2;

  private static final int AT_BOTTOM = 3;
  private static final int DOTS = 3;

  private final Machine machine;
  private final Task task;

  public ByteTable(Machine machine, Task task) {
    this.machine = machine;
    this.task = task;
  }

  /// {@return the bytes of these ranges; dots between them}
  ///
  /// @param ranges each its first address and its last
  public List<String> bytes(List<long[]> ranges) {
    List<String> lines = new ArrayList<>();
    lines.add("Memory address │ Byte stored");
    List<long[]> highestFirst =
        ranges.stream().sorted((one, other) -> Long.compare(other[0], one[0])).toList();
    for (int i = 0; i < highestFirst.size(); i++) {
      long[] range = highestFirst.get(i);
      if (i > 0) {
        lines.add(String.format(Locale.ROOT, "%14s │ •", "•"));
      }
      for (long address = range[1]; address >= range[0]; address--) {
        lines.add(String.format(Locale.ROOT, "%14d │ %s", address, stored(address)));
      }
    }
    return lines;
  }

  private String stored(long address) {
    byte[] page = new byte[machine.shape().pageSize()];
    boolean present = machine.peek(task, (int) (address / page.length), page);
    return present ? Integer.toString(page[(int) (address % page.length)] & 0xff) : "-";
  }

  /// {@return a page as a box of its addresses, with the neighbours above and below}
  public List<String> page(int page) {
    long first = (long) page * machine.shape().pageSize();
    long last = first + machine.shape().pageSize() - 1;
    int wide = Long.toString(last + 1).length();
    List<String> lines = new ArrayList<>();
    lines.add(plain("•", wide));
    lines.add(plain(Long.toString(last + 1), wide));
    lines.add("┌─" + filled(last, wide) + "─┐");
    long inside = last - first - 1;
    if (inside <= AT_TOP + AT_BOTTOM) {
      for (long address = last - 1; address > first; address--) {
        lines.add(bordered(Long.toString(address), wide));
      }
    } else {
      for (long address = last - 1; address > last - AT_TOP; address--) {
        lines.add(bordered(Long.toString(address), wide));
      }
      for (int dot = 0; dot < DOTS; dot++) {
        lines.add(bordered("•", wide) + (dot == 1 ? " Page " + page : ""));
      }
      for (long address = first + AT_BOTTOM - 1; address > first; address--) {
        lines.add(bordered(Long.toString(address), wide));
      }
    }
    lines.add("└─" + filled(first, wide) + "─┘");
    if (first > 0) {
      lines.add(plain(Long.toString(first - 1), wide));
      lines.add(plain("•", wide));
    }
    return lines;
  }

  private static String filled(long address, int wide) {
    String text = Long.toString(address);
    return "─".repeat(wide - text.length()) + text;
  }

  private static String bordered(String text, int wide) {
    return "│ " + " ".repeat(wide - text.length()) + text + " │";
  }

  private static String plain(String text, int wide) {
    return "  " + " ".repeat(wide - text.length()) + text;
  }
}
