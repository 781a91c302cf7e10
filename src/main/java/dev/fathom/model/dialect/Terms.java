package dev.fathom.model.dialect;

/// What the memory of a runtime consists of, in its words: all in the plural.
///
/// @param objects that variables lead to: `objects`
/// @param pools that objects of one size are cut from: `pools`
/// @param blocks that a pool consists of: `blocks`
/// @param poolsOf the head of a table of pools by size
public record Terms(String objects, String pools, String blocks, String poolsOf) {
  /// What most say.
  public static final Terms USUAL = new Terms("objects", "pools", "blocks", "POOLS OF");
}
