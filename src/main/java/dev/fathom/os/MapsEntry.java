package dev.fathom.os;

import dev.fathom.model.memory.PageCounters;
import java.util.ArrayList;
import java.util.List;

/// One mapping of an address space, as a line of `/proc/PID/maps` states it, with the counters of
/// `smaps` where that was read.
///
/// @param start first address
/// @param end address after the last
/// @param permissions as the kernel prints them: `rw-p`
/// @param offset of the mapping in its file, in bytes
/// @param device major and minor number as printed: `fe:00`
/// @param inode 0 for anonymous memory
/// @param name path, `[heap]`-like name, or empty
/// @param counters what `smaps` counts of it, or [PageCounters#NONE]
/// @param special no ordinary memory: device or kernel pages that are in no Rss and must not be
///   read
public record MapsEntry(
    long start,
    long end,
    String permissions,
    long offset,
    String device,
    long inode,
    String name,
    PageCounters counters,
    boolean special) {

  /// Parses the text of `maps` or of `smaps`. A line that is neither is skipped: the kernel adds
  /// new counters now and then.
  static List<MapsEntry> parse(String text) {
    List<MapsEntry> entries = new ArrayList<>();
    Parser parser = new Parser(entries);
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      if (end < 0) {
        end = text.length();
      }
      parser.line(text, at, end);
      at = end + 1;
    }
    parser.finish();
    return entries;
  }

  private MapsEntry with(PageCounters counted, boolean isSpecial) {
    return new MapsEntry(start, end, permissions, offset, device, inode, name, counted, isSpecial);
  }

  /// Fills one entry from its header line and the counter lines that follow it.
  private static final class Parser {
    private static final int RSS = 0;
    private static final int PSS = 1;
    private static final int SHARED_CLEAN = 2;
    private static final int SHARED_DIRTY = 3;
    private static final int PRIVATE_CLEAN = 4;
    private static final int PRIVATE_DIRTY = 5;
    private static final int ANONYMOUS = 6;
    private static final int ANONYMOUS_HUGE = 7;
    private static final int SWAP = 8;

    private static final long KIB = 1024;

    private final List<MapsEntry> entries;
    private final long[] counted = new long[SWAP + 1];
    private boolean special;
    private @org.jspecify.annotations.Nullable MapsEntry current;

    Parser(List<MapsEntry> entries) {
      this.entries = entries;
    }

    void line(String text, int from, int to) {
      if (from == to) {
        return;
      }
      // Header lines begin with a lower-case hexadecimal digit, counters with a capital letter.
      char first = text.charAt(from);
      if ((first >= '0' && first <= '9') || (first >= 'a' && first <= 'f')) {
        finish();
        current = header(text.substring(from, to));
        return;
      }
      int colon = text.indexOf(':', from);
      if (colon < 0 || colon > to) {
        return;
      }
      switch (text.substring(from, colon)) {
        case "Rss" -> counted[RSS] = kibibytes(text, colon, to);
        case "Pss" -> counted[PSS] = kibibytes(text, colon, to);
        case "Shared_Clean" -> counted[SHARED_CLEAN] = kibibytes(text, colon, to);
        case "Shared_Dirty" -> counted[SHARED_DIRTY] = kibibytes(text, colon, to);
        case "Private_Clean" -> counted[PRIVATE_CLEAN] = kibibytes(text, colon, to);
        case "Private_Dirty" -> counted[PRIVATE_DIRTY] = kibibytes(text, colon, to);
        case "Anonymous" -> counted[ANONYMOUS] = kibibytes(text, colon, to);
        case "AnonHugePages" -> counted[ANONYMOUS_HUGE] = kibibytes(text, colon, to);
        case "Swap" -> counted[SWAP] = kibibytes(text, colon, to);
        case "VmFlags" -> {
          // io: device memory; pf: raw frame numbers ([vvar]). Present in the page table, in no
          // Rss.
          String flags = text.substring(colon + 1, to) + " ";
          special = flags.contains(" io ") || flags.contains(" pf ");
        }
        default -> {}
      }
    }

    void finish() {
      if (current != null) {
        entries.add(
            current.with(
                new PageCounters(
                    counted[RSS],
                    counted[PSS],
                    counted[SHARED_CLEAN],
                    counted[SHARED_DIRTY],
                    counted[PRIVATE_CLEAN],
                    counted[PRIVATE_DIRTY],
                    counted[ANONYMOUS],
                    counted[ANONYMOUS_HUGE],
                    counted[SWAP]),
                special));
      }
      java.util.Arrays.fill(counted, 0);
      special = false;
      current = null;
    }

    private static MapsEntry header(String line) {
      int dash = line.indexOf('-');
      int afterRange = line.indexOf(' ', dash);
      String[] fields = line.substring(afterRange + 1).split(" +", 5);
      return new MapsEntry(
          Long.parseUnsignedLong(line, 0, dash, 16),
          Long.parseUnsignedLong(line, dash + 1, afterRange, 16),
          fields[0],
          Long.parseUnsignedLong(fields[1], 16),
          fields[2],
          Long.parseUnsignedLong(fields[3]),
          fields.length > 4 ? fields[4] : "",
          PageCounters.NONE,
          false);
    }

    private static long kibibytes(String text, int colon, int to) {
      long value = 0;
      for (int at = colon + 1; at < to; at++) {
        char c = text.charAt(at);
        if (c >= '0' && c <= '9') {
          value = value * 10 + (c - '0');
        } else if (value != 0) {
          break;
        }
      }
      return value * KIB;
    }
  }
}
