package dev.fathom.analysis.account.fragmentation;

/// The chunks of an allocator whose sizes it takes together.
///
/// @param allocator whose they are
/// @param from the smallest that there is, with what stands around it
/// @param to the largest
/// @param live how many are handed out
/// @param liveBytes what these take
/// @param free how many are free, those that threads keep included
/// @param freeBytes what these take
public record ChunkSizes(
    String allocator, long from, long to, long live, long liveBytes, long free, long freeBytes) {
  ChunkSizes plus(ChunkSizes other) {
    return new ChunkSizes(
        allocator,
        Math.min(from, other.from),
        Math.max(to, other.to),
        live + other.live,
        liveBytes + other.liveBytes,
        free + other.free,
        freeBytes + other.freeBytes);
  }
}
