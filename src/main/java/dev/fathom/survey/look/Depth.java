package dev.fathom.survey.look;

/// How much of a target a look reads.
public enum Depth {
  /// What allocators and languages' runtimes know. Of C memory only the allocators' own words are
  /// read: who owns it remains unknown.
  ALLOCATORS,
  /// All that can be known.
  ALL,
  /// That, and how many processes share each page of a live one: for those who divide pages.
  ALL_AND_SHARERS
}
