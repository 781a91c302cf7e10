package dev.fathom.ask.verify;

/// A figure of a look, and what somebody else says that it is.
///
/// @param id for programs; does not change
/// @param what the figure is of
/// @param unit what is counted: `bytes`, `mappings`
/// @param fathom the figure
/// @param least what the other says at the least: before the look and after it, of what changes
/// @param most and at the most
/// @param witness who says it, or how it was counted the second time
public record Check(
    String id, String what, String unit, long fathom, long least, long most, String witness) {
  /// One of which the other says one figure.
  static Check of(String id, String what, String unit, long fathom, long other, String witness) {
    return new Check(id, what, unit, fathom, other, other, witness);
  }

  /// {@return whether both agree}
  public boolean agrees() {
    return least <= fathom && fathom <= most;
  }
}
