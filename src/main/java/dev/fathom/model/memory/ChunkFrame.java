package dev.fathom.model.memory;

/// What an allocator puts around the chunks of its heaps, and into those that are free. In bytes.
///
/// @param payload where that begins which the program may use, from the chunk's start
/// @param beyond how far it reaches into the chunk that follows
/// @param links how much of the payload of a free chunk its lists take
public record ChunkFrame(int payload, int beyond, int links) {
  /// Chunks that are nothing but payload: what is known of them stands elsewhere.
  public static final ChunkFrame NONE = new ChunkFrame(0, 0, Long.BYTES);
}
