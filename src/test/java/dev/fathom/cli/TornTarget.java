package dev.fathom.cli;

import dev.fathom.model.Identity;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Memory;
import dev.fathom.target.Target;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// A target some of whose words are not what they should be from the moment that it is held: what a
/// walker meets in memory that is corrupt, or hostile.
///
/// Which words, and how they change, is decided by their address and a seed: each word reads the
/// same each time.
final class TornTarget implements Target {
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

  private final Target whole;
  private final long seed;
  private final int rarity;
  private volatile boolean held;

  /// @param rarity one word in so many is torn
  TornTarget(Target whole, long seed, int rarity) {
    this.whole = whole;
    this.seed = seed;
    this.rarity = rarity;
  }

  @Override
  public Memory memory() {
    return new Memory() {
      @Override
      public long read(long address, MemorySegment into, long bytes) {
        long missing = whole.memory().read(address, into, bytes);
        if (held) {
          tear(address, into, bytes);
        }
        return missing;
      }

      @Override
      public long bytesRead() {
        return whole.memory().bytesRead();
      }
    };
  }

  private void tear(long address, MemorySegment into, long bytes) {
    long first = -address & (Long.BYTES - 1);
    for (long at = first; at + Long.BYTES <= bytes; at += Long.BYTES) {
      long hash = mix(address + at + seed);
      if (Long.remainderUnsigned(hash, rarity) == 0) {
        long word = into.get(WORD, at);
        into.set(WORD, at, torn(word, mix(hash)));
      }
    }
  }

  /// Zero, a flipped bit, a small number, anything: what breaks different assumptions.
  private static long torn(long word, long hash) {
    return switch ((int) (hash >>> 62)) {
      case 0 -> 0;
      case 1 -> word ^ 1L << (hash & 63);
      case 2 -> hash & 0xffff;
      default -> hash;
    };
  }

  private static long mix(long value) {
    long mixed = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }

  @Override
  public void prepare() throws ProcessAccessException {
    whole.prepare();
  }

  @Override
  public Hold hold() throws ProcessAccessException {
    Hold hold = whole.hold();
    held = true;
    return hold;
  }

  @Override
  public Identity identity() {
    return whole.identity();
  }

  @Override
  public List<Mapping> mappings() {
    return whole.mappings();
  }

  @Override
  public PageRuns pages() {
    return whole.pages();
  }

  @Override
  public List<ThreadState> threads() {
    return whole.threads();
  }

  @Override
  public List<LoadedModule> modules() {
    return whole.modules();
  }

  @Override
  public void close() {
    whole.close();
  }
}
