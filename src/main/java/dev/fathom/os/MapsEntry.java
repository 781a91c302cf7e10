package dev.fathom.os;

import dev.fathom.model.memory.PageCounters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
/// @param pooled whether its pages are of the pool of huge pages (hugetlbfs), which are in no Rss
public record MapsEntry(
    long start,
    long end,
    String permissions,
    long offset,
    String device,
    long inode,
    String name,
    PageCounters counters,
    boolean special,
    boolean pooled) {

  /// Parses the text of `maps` or of `smaps`. A line that is neither is skipped: the kernel adds
  /// new counters now and then.
  static List<MapsEntry> parse(String text) {
    Parser parser = new Parser();
    parser.lines(text);
    return parser.entries();
  }

  /// {@return the bytes that the text of `smaps` says are merged, by the start of the mapping}
  static Map<Long, Long> merged(String text) {
    Map<Long, Long> merged = new HashMap<>();
    long start = 0;
    for (String line : text.lines().toList()) {
      if (line.startsWith("KSM:")) {
        merged.put(start, Parser.kibibytes(line, "KSM".length(), line.length()));
      } else if (!line.isEmpty() && Parser.beginsMapping(line.charAt(0))) {
        start = Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16);
      }
    }
    return merged;
  }

  private MapsEntry with(PageCounters counted, boolean isSpecial, boolean isPooled) {
    return new MapsEntry(
        start, end, permissions, offset, device, inode, name, counted, isSpecial, isPooled);
  }

  /// {@return whether another is the same mapping, with or without counters}
  public boolean isSameMapping(MapsEntry other) {
    return start == other.start
        && end == other.end
        && offset == other.offset
        && inode == other.inode
        && permissions.equals(other.permissions)
        && device.equals(other.device)
        && name.equals(other.name);
  }

  /// {@return this mapping, of a sort that is known otherwise than from its flags}
  public MapsEntry judged(boolean isSpecial, boolean isPooled) {
    return with(counters, isSpecial, isPooled);
  }

  /// {@return this mapping with what the kernel told of it a moment ago}
  public MapsEntry told(MapsEntry before) {
    return with(before.counters, before.special, before.pooled);
  }

  /// Fills one entry from its header line and the counter lines that follow it.
  static final class Parser {
    private static final int RSS = 0;
    private static final int PSS = 1;
    private static final int SHARED_CLEAN = 2;
    private static final int SHARED_DIRTY = 3;
    private static final int PRIVATE_CLEAN = 4;
    private static final int PRIVATE_DIRTY = 5;
    private static final int ANONYMOUS = 6;
    private static final int ANONYMOUS_HUGE = 7;
    private static final int SWAP = 8;
    private static final int LAZY_FREE = 9;

    private static final long KIB = 1024;

    private final List<MapsEntry> entries = new ArrayList<>();
    private final long[] counted = new long[LAZY_FREE + 1];
    private boolean special;
    private boolean pooled;
    private @org.jspecify.annotations.Nullable MapsEntry current;

    /// Takes the next lines, each of them whole.
    void lines(String text) {
      int at = 0;
      while (at < text.length()) {
        int end = text.indexOf('\n', at);
        if (end < 0) {
          end = text.length();
        }
        line(text, at, end);
        at = end + 1;
      }
    }

    /// {@return all of them, once there are no more lines}
    List<MapsEntry> entries() {
      finish();
      return entries;
    }

    private void line(String text, int from, int to) {
      if (from == to) {
        return;
      }
      if (beginsMapping(text.charAt(from))) {
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
        case "LazyFree" -> counted[LAZY_FREE] = kibibytes(text, colon, to);
        case "VmFlags" -> {
          // io: device memory; pf: raw frame numbers ([vvar]). Present in the page table, in no
          // Rss.
          String flags = text.substring(colon + 1, to) + " ";
          special = flags.contains(" io ") || flags.contains(" pf ");
          pooled = flags.contains(" ht ");
        }
        default -> {}
      }
    }

    /// Header lines begin with a lower-case hexadecimal digit, counters with a capital letter.
    private static boolean beginsMapping(char first) {
      return (first >= '0' && first <= '9') || (first >= 'a' && first <= 'f');
    }

    private void finish() {
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
                    counted[SWAP],
                    counted[LAZY_FREE]),
                special,
                pooled));
      }
      java.util.Arrays.fill(counted, 0);
      special = false;
      pooled = false;
      current = null;
    }

    /// Taken apart by hand: there may be 60,000, and a process waits for them.
    private static MapsEntry header(String line) {
      int dash = line.indexOf('-');
      int afterRange = line.indexOf(' ', dash);
      int afterPermissions = line.indexOf(' ', afterRange + 1);
      int afterOffset = line.indexOf(' ', afterPermissions + 1);
      int afterDevice = line.indexOf(' ', afterOffset + 1);
      int afterInode = line.indexOf(' ', afterDevice + 1);
      int inodeEnd = afterInode < 0 ? line.length() : afterInode;
      int name = inodeEnd;
      while (name < line.length() && line.charAt(name) == ' ') {
        name++;
      }
      return new MapsEntry(
          Long.parseUnsignedLong(line, 0, dash, 16),
          Long.parseUnsignedLong(line, dash + 1, afterRange, 16),
          line.substring(afterRange + 1, afterPermissions),
          Long.parseUnsignedLong(line, afterPermissions + 1, afterOffset, 16),
          line.substring(afterOffset + 1, afterDevice),
          Long.parseUnsignedLong(line, afterDevice + 1, inodeEnd, 10),
          KernelName.of(line.substring(name)),
          PageCounters.NONE,
          false,
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
