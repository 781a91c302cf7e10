package dev.fathom.analysis.account.fragmentation;

import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ReleaseRule;
import java.util.Map;

/// What the memory of one arena is, in bytes.
///
/// Live, free, top and other bytes are of addresses and add up to what the arena's pieces cover;
/// the rest counts what is in memory.
///
/// @param id its place among the arenas of the findings; -1 for what is of no arena
/// @param allocator its name
/// @param release how the allocator gives memory back
/// @param system what the allocator says that it took from the kernel; where it says nothing, what
///   its pieces cover
/// @param live handed out to the program
/// @param free given back by the program, kept by the allocator
/// @param top unused end of its heaps
/// @param other the allocator's own, somebody else's, or unparsed
/// @param resident what is in memory of all that
/// @param trapped free, on pages with something that is in use
/// @param trimmable what goes back when the program asks for that ([Arena.Release])
/// @param trimmableTop how much of that is unused end of its heaps
/// @param pagesKept free on whole pages that it would leave
/// @param topKept of the top, what it would leave
/// @param pages resident pages by use
/// @param largestFree the largest free chunk
/// @param states chunks and bytes of each state that occurs
public record ArenaUse(
    int id,
    String allocator,
    Arena arena,
    ReleaseRule release,
    long system,
    long live,
    long free,
    long top,
    long other,
    long resident,
    long trapped,
    long trimmable,
    long trimmableTop,
    long pagesKept,
    long topKept,
    PageUse pages,
    long largestFree,
    Map<String, StateUse> states) {

  /// Chunks of one state.
  public record StateUse(long chunks, long bytes) {
    StateUse plus(StateUse more) {
      return new StateUse(chunks + more.chunks, bytes + more.bytes);
    }
  }

  /// {@return what its pieces cover}
  public long covered() {
    return live + free + top + other;
  }

  /// {@return what is in memory and holds nothing}
  public long residentFree() {
    return trapped + trimmable + pagesKept + topKept;
  }
}
