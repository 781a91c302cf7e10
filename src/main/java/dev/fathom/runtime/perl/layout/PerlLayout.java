package dev.fathom.runtime.perl.layout;

import java.util.Map;

/// The structs of one version of perl.
///
/// @param version `5.36.0`
/// @param structs offsets in bytes by member, of each struct; `size` is the struct's own
public record PerlLayout(String version, Map<String, Map<String, Long>> structs) {
  private static final String SIZE = "size";

  /// {@return the offset of a member in bytes}
  ///
  /// @throws IllegalArgumentException if the struct has no such member in this version, which is a
  ///   mistake of the caller
  public long offset(String struct, String member) {
    Long offset = members(struct).get(member);
    if (offset == null) {
      throw new IllegalArgumentException(
          "perl " + version + ": " + struct + " has no member " + member);
    }
    return offset;
  }

  public boolean has(String struct, String member) {
    return members(struct).containsKey(member);
  }

  /// {@return the size of a struct in bytes; 0 where this version has none of that name}
  public long size(String struct) {
    return members(struct).getOrDefault(SIZE, 0L);
  }

  /// {@return the offsets of a struct's members, with its size; empty where there is none}
  public Map<String, Long> members(String struct) {
    return structs.getOrDefault(struct, Map.of());
  }
}
