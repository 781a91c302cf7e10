package dev.fathom.analysis.owners;

import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.ClaimTable;
import dev.fathom.model.object.Holder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is at one address, from the page to who owns it. What is null there is not.
///
/// @param address that was asked for
/// @param page what the page table says
/// @param area the part of a mapping in which it lies; null where nothing is mapped
/// @param claim who read the memory there; null where nobody did, or where that was not told
/// @param chunk the piece of an allocator's memory
/// @param block the piece of the runtime's own memory
/// @param occupant the object in which it lies, or to whose buffer it belongs
/// @param heldFrom for C memory that no object owns: where a word stands that is its address
/// @param dominators what keeps the object alive, the nearest first
/// @param nearest for an address that is not mapped: the mappings below and above it
public record Place(
    long address,
    Page page,
    @Nullable Area area,
    @Nullable Claim claim,
    @Nullable Chunk chunk,
    @Nullable Block block,
    @Nullable Occupant occupant,
    @Nullable Holder heldFrom,
    List<Owners.Owner> dominators,
    List<Area> nearest) {

  /// What the page table says of a page.
  public enum Page {
    /// In memory.
    RESIDENT,
    /// In memory, as a part of a huge page.
    HUGE,
    /// The kernel's page of zeros, which is in no Rss: read, but never written.
    ZERO,
    /// In the swap area.
    SWAPPED,
    /// Never touched, or given back.
    ABSENT
  }

  /// A range that one party knows.
  ///
  /// @param party its name: an allocator, a runtime, or the program itself
  /// @param kind how it knows the range
  /// @param start first address
  /// @param end address after the last
  public record Claim(String party, ClaimTable.Kind kind, long start, long end) {}

  /// A piece of an allocator's memory.
  ///
  /// @param start first address
  /// @param end address after the last
  /// @param state what it is
  /// @param headerBytes what the allocator keeps before what it handed out; -1 where that is not
  ///   known
  public record Chunk(long start, long end, ChunkState state, long headerBytes) {
    public long bytes() {
      return end - start;
    }
  }

  /// A piece of the runtime's own memory.
  ///
  /// @param start first address
  /// @param end address after the last
  /// @param state what it is
  /// @param pool the pool in which it lies; null for memory that is in none
  public record Block(long start, long end, BlockState state, @Nullable Pool pool) {
    public long bytes() {
      return end - start;
    }
  }

  /// A pool of equal blocks.
  ///
  /// @param address its first byte
  /// @param blockBytes its size class
  /// @param capacity blocks that it has room for
  /// @param live blocks that are handed out
  public record Pool(long address, int blockBytes, int capacity, int live) {}

  /// The object whose memory the address is in.
  ///
  /// @param object the object
  /// @param owner the same, named
  /// @param offset from the object's own address, or from the beginning of its buffer
  /// @param bufferStart where the buffer begins; 0 where the address is in the object itself
  /// @param part what stands there: a field, the payload, `[17]`, slack; may be empty
  /// @param likely whether the buffer is only likely the object's: words of unknown structures lead
  ///   there
  public record Occupant(
      int object, Owners.Owner owner, long offset, long bufferStart, String part, boolean likely) {
    public boolean inBuffer() {
      return bufferStart != 0;
    }
  }
}
