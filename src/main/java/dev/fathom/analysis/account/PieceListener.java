package dev.fathom.analysis.account;

import dev.fathom.model.memory.Area;
import org.jspecify.annotations.Nullable;

/// Hears what each piece of memory is, in address order, while the books are made: so that a
/// picture of the memory shows what the balance sheet says.
interface PieceListener {
  /// Hears nothing.
  PieceListener DEAF =
      new PieceListener() {
        @Override
        public boolean hears() {
          return false;
        }

        @Override
        public void piece(
            Place place, Leaf.Group group, long start, long end, long resident, int owner) {}
      };

  /// The owner of a piece that no object owns.
  int NOBODY = -1;

  /// Who knows a piece best.
  enum Layer {
    /// Nobody but the kernel and the binaries.
    AREA,
    /// An allocator.
    CHUNK,
    /// A runtime's own allocator.
    BLOCK
  }

  /// Where a piece is.
  ///
  /// @param area null before the sweep begins
  record Place(@Nullable Area area, Layer layer) {
    static final Place NOWHERE = new Place(null, Layer.AREA);
  }

  /// {@return whether it wants to be told}
  default boolean hears() {
    return true;
  }

  /// A piece; none overlaps another, and their resident bytes add up to what was scanned.
  ///
  /// @param group the account that it is booked under
  /// @param owner the object in it, or that owns it, or [#NOBODY]
  void piece(Place place, Leaf.Group group, long start, long end, long resident, int owner);
}
