package dev.fathom.analysis.diff;

/// What came to and went from one owner.
///
/// @param path the expression for it; empty for all that no other row tells of
/// @param type of the owner; empty likewise
/// @param holders who holds such objects jointly, none of them alone; empty of a single owner
/// @param gone whether it is not there any more
/// @param countDelta how many objects it holds more
/// @param retainedDelta how many bytes these take more
/// @param mainType the type that makes up the most of it
/// @param mainDelta how many objects of that type there are more
/// @param entries what its own entries are called: `keys`, `items`; empty where it has none
/// @param entriesDelta how many of them there are more
/// @param entriesBefore how many there were
/// @param entriesGone of how many of these what they had is not in it any more
public record OwnerDelta(
    String path,
    String type,
    String holders,
    boolean gone,
    long countDelta,
    long retainedDelta,
    String mainType,
    long mainDelta,
    String entries,
    long entriesDelta,
    long entriesBefore,
    long entriesGone) {}
