package dev.fathom.analysis.account.fragmentation;

/// How many resident pages of an arena are used to what degree.
///
/// @param full every byte is in use
/// @param partial some are
/// @param free none is
public record PageUse(long full, long partial, long free) {}
