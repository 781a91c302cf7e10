package dev.fathom.runtime.perl.reference;

import dev.fathom.runtime.perl.value.PerlOffsets;
import dev.fathom.runtime.perl.value.Sv;
import java.util.HashSet;
import java.util.Set;

/// What is in a symbol table: globs, and references to subs, which stand there until somebody asks
/// for their globs. A glob that was made without one, such as a lexical file handle's or Symbol's,
/// or that was deleted from it, keeps its name; but by that name perl finds another one, or none.
final class SymbolTables {
  /// Chains that were torn into rings end here at the latest.
  private static final long MOST_ENTRIES = 1 << 20;

  private final PerlImage image;
  private final PerlOffsets offsets;
  private final Set<Long> entries = new HashSet<>();

  SymbolTables(PerlImage image, PerlOffsets offsets) {
    this.image = image;
    this.offsets = offsets;
  }

  /// Adds what is in the symbol table of a package.
  void add(long stash) {
    long any = image.u64(stash);
    long table = image.u64(stash + Sv.PAYLOAD);
    long max = image.u64(any + offsets.hashMax);
    long left = Math.min(MOST_ENTRIES, image.u64(any + offsets.hashKeys));
    for (long bucket = 0; bucket <= max && image.mayLook(table + bucket * Long.BYTES); bucket++) {
      long entry = image.u64(table + bucket * Long.BYTES);
      for (; left > 0 && entry != 0 && image.mayLook(entry); left--) {
        entries.add(image.u64(entry + offsets.entryValue));
        entry = image.u64(entry + offsets.entryNext);
      }
    }
  }

  boolean contain(long value) {
    return entries.contains(value);
  }
}
