package dev.fathom.malloc.musl;

import dev.fathom.malloc.ChunkSink;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.List;

/// Tells the slots of one group after the other, in address order.
///
/// A slot's header stands in the last four bytes of what comes before it: an offset by which the
/// program's memory begins later than the slot, so that addresses are not soon used again, and how
/// many bytes at the slot's end are in reserve. So a live chunk's payload is just what was asked
/// for. **Cost**: about 20 ns a slot, and the reading of the groups.
final class GroupWalk {
  // What stands before a slot, and before the payload if that begins later.
  private static final long WIDE_OFFSET = -8;
  private static final long IS_WIDE = -4;
  private static final long INDEX_AND_RESERVE = -3;
  private static final long OFFSET = -2;
  private static final int INDEX_MASK = 31;
  private static final int RESERVE_SHIFT = 5;

  /// In INDEX_AND_RESERVE of a slot whose payload begins later.
  private static final int DISPLACED = 7;

  /// The reserve is in the last four bytes of the slot.
  private static final int LARGE_RESERVE = 5;

  /// A slot that holds a group.
  private static final int HOLDS_GROUP = 6;

  private static final long LARGE_RESERVE_BYTES = 4;

  /// IB: the header of the slot that follows.
  private static final long NEXT_HEADER_BYTES = 4;

  private static final long LONGEST_HEADER = 8;

  /// How much of each payload the listener may look at.
  private static final long LOOK = 64;

  /// Up to this size, a slot's end is likely to be in the window with its beginning.
  private static final long NEAR = 16 * 1024;

  /// `aligned_alloc` writes only 16 bits of an offset; this is what the rest is a multiple of.
  private static final long OFFSET_WRAP = Group.UNIT << 16;

  /// Groups lie three deep at the most: of sizes of less than half a page, in less than a page.
  private static final int DEEPEST = 8;

  private final List<Group> nested;
  private final Words words;
  private final ChunkSink sink;

  /// The next of the nested groups in the group at hand.
  private int next;

  GroupWalk(List<Group> nested, Words words, ChunkSink sink) {
    this.nested = nested;
    this.words = words;
    this.sink = sink;
  }

  void walk(Group group, Window window) {
    next = firstNestedAt(group.start());
    walk(group, 0, window);
    skipNested(group.end());
  }

  private int firstNestedAt(long address) {
    int low = 0;
    int high = nested.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (nested.get(middle).start() < address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void walk(Group group, int depth, Window window) {
    piece(group.start(), group.slot(0), ChunkState.BOOKKEEPING, window);
    for (int slot = 0; slot < group.slots(); ) {
      int after = slot + 1;
      long start = group.slot(slot);
      if (group.isFree(slot)) {
        while (after < group.slots() && group.isFree(after)) {
          after++;
        }
        piece(start, group.slot(after), ChunkState.FREE, window);
      } else if (depth < DEEPEST && holdsGroup(start, group.slot(after))) {
        inner(start, group.slot(after), depth, window);
      } else {
        live(group, slot, window);
      }
      skipNested(group.slot(after));
      slot = after;
    }
    piece(group.slot(group.slots()), group.end(), ChunkState.BOOKKEEPING, window);
  }

  private boolean holdsGroup(long start, long end) {
    return next < nested.size()
        && nested.get(next).start() >= start
        && nested.get(next).end() <= end;
  }

  private void inner(long start, long end, int depth, Window window) {
    Group group = nested.get(next++);
    piece(start, group.start(), ChunkState.BOOKKEEPING, window);
    walk(group, depth + 1, window);
    piece(group.end(), end, ChunkState.BOOKKEEPING, window);
  }

  /// Nested groups that were not told with the slots up to `end` are in none that could hold them.
  private void skipNested(long end) {
    for (; next < nested.size() && nested.get(next).start() < end; next++) {
      sink.violation("group in no slot", nested.get(next).start());
    }
  }

  private void live(Group group, int slot, Window window) {
    long start = group.slot(slot);
    long end = start + group.stride();
    long limit = end - NEXT_HEADER_BYTES;
    long payload = payload(group, slot, window);
    long payloadEnd = limit - reserve(payload, limit, window);
    if (payload < start || payloadEnd < payload) {
      sink.violation("slot header", start);
      payload = start;
      payloadEnd = limit;
    }
    window.require(payload, Math.min(LOOK, end - payload));
    sink.chunk(start, end, payload, payloadEnd, ChunkState.LIVE, window);
  }

  /// {@return where the payload of a live slot begins; 0 where nothing fits}
  private long payload(Group group, int slot, Window window) {
    long start = group.slot(slot);
    window.require(start - LONGEST_HEADER, LONGEST_HEADER);
    if (window.u8(start + INDEX_AND_RESERVE) >>> RESERVE_SHIFT != DISPLACED) {
      return start;
    }
    long end = start + group.stride();
    for (long at = start + Group.UNIT * u16(start + OFFSET, window); at < end; at += OFFSET_WRAP) {
      window.require(at - LONGEST_HEADER, LONGEST_HEADER);
      boolean wide = window.u8(at + IS_WIDE) != 0;
      long units = wide ? window.u32(at + WIDE_OFFSET) : u16(at + OFFSET, window);
      if (at != start
          && units * Group.UNIT == at - group.slot(0)
          && (window.u8(at + INDEX_AND_RESERVE) & INDEX_MASK) == slot) {
        return at;
      }
    }
    return 0;
  }

  private long reserve(long payload, long limit, Window window) {
    if (payload == 0) {
      return 0;
    }
    window.require(payload - LONGEST_HEADER, LONGEST_HEADER);
    int reserve = window.u8(payload + INDEX_AND_RESERVE) >>> RESERVE_SHIFT;
    if (reserve == HOLDS_GROUP) {
      return 0;
    }
    if (reserve != LARGE_RESERVE) {
      return reserve;
    }
    long field = limit - LARGE_RESERVE_BYTES;
    if (field - payload <= NEAR) {
      window.require(payload - LONGEST_HEADER, limit - payload + LONGEST_HEADER);
    }
    int large = window.holds(field, LARGE_RESERVE_BYTES) ? window.u32(field) : words.u32(field);
    return Integer.toUnsignedLong(large);
  }

  private static long u16(long address, Window window) {
    return window.u8(address) | (long) window.u8(address + 1) << 8;
  }

  private void piece(long start, long end, ChunkState state, Window window) {
    if (start < end) {
      sink.chunk(start, end, start, start, state, window);
    }
  }
}
