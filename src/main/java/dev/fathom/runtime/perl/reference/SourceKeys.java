package dev.fathom.runtime.perl.reference;

import java.util.HashSet;
import java.util.Set;

/// Which keys of hashes the program's source spells. All others are the program's data, and
/// private: names of users, URLs, whatever was counted.
///
/// A key that the source spells (`$h{name}`) is a constant of an operation, whose text is the
/// shared key itself (`S_check_hash_fields_and_hekify` in `op.c`). It hangs on the operation or, in
/// a perl with threads, stands in the sub's pad without a name; temporary values stand there too,
/// and are marked as such. The keys of symbol tables are names of variables and subs.
final class SourceKeys {
  /// By address.
  private final Set<Long> keys = new HashSet<>();

  void add(long hek) {
    keys.add(hek);
  }

  /// Whether a key may be told.
  ///
  /// @param text of it
  boolean tells(long hek, String text) {
    return keys.contains(hek) && isWord(text);
  }

  /// Whether it is a name, as those are that Perl takes for a key without quotes.
  private static boolean isWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '_' && !Character.isLetterOrDigit(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
