package dev.fathom.malloc;

import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/// The words of ranges that are not zero. Programs have large blocks of zeros, and many variables
/// that lead into them: what was seen to be zero is not looked at again, wherever a range begins.
public final class UsedWords {
  /// What is sooner looked at again than found among what is known.
  private static final long WORTH_REMEMBERING = 4096;

  private final Target target;
  private final Words words;

  /// Ranges that were seen to be zero, by their starts.
  private final NavigableMap<Long, Long> zeros = new TreeMap<>();

  public UsedWords(Target target, Words words) {
    this.target = target;
    this.words = words;
  }

  /// Tries each in address order.
  ///
  /// @param wanted whether this address is the one
  /// @return the first address that is
  public OptionalLong find(long start, long end, LongPredicate wanted) {
    for (long at = start; at < end; ) {
      Map.Entry<Long, Long> below = zeros.floorEntry(at);
      if (below != null && below.getValue() > at) {
        at = below.getValue();
        continue;
      }
      Long above = zeros.higherKey(at);
      long until = above == null ? end : Math.min(end, above);
      OptionalLong used = ResidentWords.find(target, at, until, word -> words.u64(word) != 0);
      long zeroEnd = used.orElse(until);
      if (zeroEnd - at > WORTH_REMEMBERING) {
        zeros.put(at, zeroEnd);
      }
      if (used.isPresent() && wanted.test(zeroEnd)) {
        return used;
      }
      at = used.isPresent() ? zeroEnd + Long.BYTES : until;
    }
    return OptionalLong.empty();
  }
}
