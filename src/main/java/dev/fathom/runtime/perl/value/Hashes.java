package dev.fathom.runtime.perl.value;

/// What a hash has besides its buckets: name, back-references, method cache (`struct xpvhv_aux`).
public final class Hashes {
  private final PerlOffsets offsets;

  public Hashes(PerlOffsets offsets) {
    this.offsets = offsets;
  }

  /// {@return where it stands, or 0 where the hash has none}
  ///
  /// @param any the hash's body
  /// @param buckets its table
  /// @param max the number of its buckets, less one
  public long aux(int flags, long any, long buckets, long max) {
    if ((flags & Sv.OOK) == 0) {
      return 0;
    }
    if (offsets.hashAuxInBody >= 0) {
      return any + offsets.hashAuxInBody;
    }
    return buckets == 0 ? 0 : buckets + (max + 1) * Long.BYTES;
  }
}
