package dev.fathom.target;

import dev.fathom.model.memory.PageRuns;

/// A view that slides over a target's memory in ascending order: how the walkers stream a heap.
///
/// The walker says which bytes it is about to look at ([#require]) and reads words by their address
/// in the target. Behind it stand a few reused buffers, filled in large reads by a reader on
/// another core that is some buffers ahead. Not for more than one thread.
public final class Window implements AutoCloseable {
  /// The most that one [#require] can ask for.
  public static final int REACH = 64 * 1024;

  private final ReadAhead ahead;
  private Allowance allowance = Allowance.BOUNDLESS;
  private PageRuns pages = new PageRuns.Builder().build();

  /// What is in view, in arrays: what the compilers make of those is good without delay.
  private long[] buffer = new long[0];

  private long first;
  private long end;

  /// Up to where the walker goes, and what was missing when it set out: what is in view beyond may
  /// not be true.
  private long rangeEnd;

  private long missingBefore;

  /// What an address in the target must be lessened by to get the offset in the buffer; whole
  /// pages.
  private long shift;

  /// @param memory what is streamed
  /// @param blockBytes the size of a read; a power of two of at least [#REACH]
  public Window(Memory memory, int blockBytes) {
    this.ahead = new ReadAhead(memory.taken(), blockBytes);
  }

  /// From now on what is streamed is taken from the allowance of this target; what is in view is of
  /// the time before, and no longer shown.
  public void allow(Target target) {
    allowance = target.memory().allowance();
    pages = target.pages();
    first = 0;
    end = 0;
  }

  /// Says that the walker goes up to `rangeEnd` now: what lies beyond is not read ahead.
  public void range(long rangeEnd) {
    ahead.range(rangeEnd);
    this.rangeEnd = rangeEnd;
    missingBefore = ahead.missing();
    first = 0;
    end = 0;
  }

  /// Makes `[address, address + bytes)` readable; `bytes` is at most [#REACH]. Bytes beyond the
  /// range given are zero or true, whichever is cheaper.
  public void require(long address, long bytes) {
    if (address < first || address + bytes > end) {
      slide(address, bytes);
    }
  }

  private void slide(long address, long bytes) {
    buffer = ahead.slide(address, bytes);
    boolean wentOn = end != 0 && ahead.first() >= first && ahead.first() <= end;
    long inViewAlready = wentOn ? end : ahead.first();
    first = ahead.first();
    end = ahead.end();
    shift = ahead.shift();
    allowance.take(pages, inViewAlready, Math.max(inViewAlready, end));
  }

  /// {@return the word at an address that was required}
  public long u64(long address) {
    return LittleEndian.u64(buffer, address - shift);
  }

  public int u32(long address) {
    return LittleEndian.u32(buffer, address - shift);
  }

  public int u8(long address) {
    return LittleEndian.u8(buffer, address - shift);
  }

  /// Copies words that were required, for loops that look at each of many.
  ///
  /// @param words where to, from its beginning
  public void copy(long address, long[] words, int count) {
    long from = address - shift;
    if ((from & Long.BYTES - 1) == 0) {
      System.arraycopy(buffer, (int) (from >>> 3), words, 0, count);
      return;
    }
    for (int at = 0; at < count; at++) {
      words[at] = LittleEndian.u64(buffer, from + (long) at * Long.BYTES);
    }
  }

  /// {@return what is in view, for loops that look at each of many words where they are} It is good
  /// until more is required, and nobody's to write to.
  public long[] inView() {
    return buffer;
  }

  /// {@return where in [#inView] a whole word stands, at a multiple of 8 bytes, that was required}
  public int index(long address) {
    return (int) ((address - shift) >>> 3);
  }

  /// {@return whether `[address, address + bytes)` is in the view now}
  public boolean holds(long address, long bytes) {
    return address >= first && end - address >= bytes; // whatever the address: no sum overflows
  }

  /// Copies words that happen to be in view: for [Words] that are looked at meanwhile.
  ///
  /// @return whether all of them are, and true
  boolean copyInView(long address, long[] into) {
    long bytes = (long) into.length * Long.BYTES;
    if (!holds(address, bytes) || address + bytes > rangeEnd || ahead.missing() != missingBefore) {
      return false;
    }
    copy(address, into, into.length);
    return true;
  }

  /// {@return bytes that were streamed but could not be read: swapped out, or gone}
  public long missingBytes() {
    return ahead.missing();
  }

  @Override
  public void close() {
    first = 0; // nothing is in view for those who go on looking at words
    end = 0;
    ahead.close();
  }
}
