package dev.fathom.runtime;

/// Tells words that only say where memory ends. They stand side by side with those that say where
/// it begins: `begin`, `end` and `end of storage` of a `std::vector`, `current`, `first` and `last`
/// of the iterators of a `std::deque` (`bits/stl_vector.h`, `bits/stl_deque.h`, `__split_buffer` of
/// libc++). Where an allocator puts nothing between chunks, the end of one is the address of the
/// next, which nobody has thereby.
///
/// Three such words must lead into the same chunk, as two may be items of a table. Words are asked
/// about in the order in which they stand. **Cost**: that of one or two look-ups for a word whose
/// neighbour is a lower address.
public final class RangeWords {
  /// Beyond so many words nothing is remembered.
  private static final int REMEMBERED = Long.SIZE;

  private final Ends ends;
  private long lastPlace;

  /// Which words were ends: a bit for each place, that of the last one asked about the lowest.
  private long wereEnds;

  public RangeWords(Ends ends) {
    this.ends = ends;
  }

  /// Knows where chunks end.
  @FunctionalInterface
  public interface Ends {
    /// Whether the chunk in which an address lies ends at another.
    boolean endsAt(long inside, long end);
  }

  /// Knows the words beside one.
  @FunctionalInterface
  public interface Neighbours {
    /// {@return the word so many places away, if that is an address; else 0}
    long at(int places);
  }

  /// Whether a word says where that ends to which its neighbours lead: right beside it, or with
  /// something else between, as the iterators of `std::vector<bool>` have it
  /// (`bits/stl_bvector.h`).
  ///
  /// @param place where it stands, counted in words
  public boolean isEnd(long place, long word, Neighbours neighbours) {
    long further = place - lastPlace;
    wereEnds = further > 0 && further < REMEMBERED ? wereEnds << further : 0;
    lastPlace = place;
    boolean end =
        neighbours.at(-1) != 0
            ? isEnd(word, neighbours, 1)
            : neighbours.at(-2) != 0 && neighbours.at(-3) == 0 && isEnd(word, neighbours, 2);
    if (end) {
      wereEnds |= 1;
    }
    return end;
  }

  private boolean isEnd(long word, Neighbours neighbours, int apart) {
    long before = neighbours.at(-apart);
    long secondBefore = neighbours.at(-2 * apart);
    if (before == word) {
      // What follows the three words of one is the beginning of the next.
      boolean isFourth = !wasEnd(3 * apart) && isIn(neighbours.at(-3 * apart), word);
      return isIn(secondBefore, word) && !isFourth;
    }
    // glibc's files have two ends of a buffer with its beginning between them (`struct _IO_FILE`).
    boolean another = neighbours.at(apart) == word || (secondBefore == word && wasEnd(2 * apart));
    return isIn(before, word) && (another || isIn(secondBefore, word));
  }

  private boolean wasEnd(int placesBefore) {
    return (wereEnds >>> placesBefore & 1) != 0;
  }

  private boolean isIn(long address, long end) {
    return address != 0 && Long.compareUnsigned(address, end) < 0 && ends.endsAt(address, end);
  }
}
