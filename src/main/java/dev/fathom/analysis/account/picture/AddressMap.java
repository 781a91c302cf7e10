package dev.fathom.analysis.account.picture;

import dev.fathom.model.memory.Mapping;
import java.util.List;

/// The address space as strips of cells, each a whole number of pages, those left out in which no
/// page is in memory or in the swap area.
///
/// @param cellBytes what a cell stands for; cells begin at its multiples
/// @param accounts the ids of the accounts that cells name by their number
/// @param strips the mappings with the most pages, in address order
/// @param others how many mappings have pages, but no strip
/// @param otherBytes what of these is in memory
public record AddressMap(
    long cellBytes, List<String> accounts, List<Strip> strips, int others, long otherBytes) {

  /// A mapping.
  ///
  /// @param cells in address order; each index is an address divided by the size of a cell
  public record Strip(Mapping mapping, List<Cell> cells) {}

  /// A run of pages of one mapping.
  ///
  /// @param index its address divided by the size of a cell
  /// @param state what most of its pages are
  /// @param present bytes in memory
  /// @param used what of that is in use: not free memory of an allocator
  /// @param account number of the account that most of it is booked under; -1 for none
  /// @param pinned whether a piece in it keeps the end of a heap in memory
  public record Cell(
      long index, State state, long present, long used, int account, boolean pinned) {}

  /// What pages are.
  public enum State {
    /// In memory, of no file.
    PRIVATE('p'),
    /// In memory, mapped as one huge page.
    HUGE('h'),
    /// In memory, of a file or of shared memory.
    FILE('f'),
    /// Written to the swap area.
    SWAPPED('s'),
    /// The page of zeros: there, but in no Rss.
    ZERO('z');

    private final char letter;

    State(char letter) {
      this.letter = letter;
    }

    /// {@return what stands for it in JSON; it does not change}
    public char letter() {
      return letter;
    }
  }
}
