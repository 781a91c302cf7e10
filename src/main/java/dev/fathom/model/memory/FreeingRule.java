package dev.fathom.model.memory;

/// What an allocator with boundary tags does with a chunk that is freed, in bytes of whole chunks.
///
/// @param cached the largest chunk that a thread keeps for itself: it is not merged
/// @param cachedEach how many of one size a thread keeps
/// @param fast the largest chunk that is not merged with its neighbours at once
/// @param consolidates how large what it is merged into must be for those to be merged too, and for
///   the end of a heap to be given back
/// @param adapts the largest chunk with a mapping of its own that, when it is freed, has twice its
///   size be kept of the end of a heap from then on
/// @param bins the bins into which it puts what is free
public record FreeingRule(
    long cached, int cachedEach, long fast, long consolidates, long adapts, SizeSteps bins) {
  /// Of an allocator of which it cannot be foretold.
  public static final FreeingRule NONE = new FreeingRule(0, 0, 0, 0, 0, SizeSteps.EXACT);
}
