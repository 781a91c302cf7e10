package dev.fathom.analysis.account;

import dev.fathom.model.Cursor;

/// Hears what each piece of memory is, in address order, while the books are made: so that a
/// picture of the memory shows what the balance sheet says.
public interface PieceListener {
  /// Hears nothing.
  PieceListener DEAF =
      new PieceListener() {
        @Override
        public boolean hears() {
          return false;
        }

        @Override
        public void piece(
            Cursor at, Leaf.Group group, long start, long end, long resident, int owner) {}
      };

  /// {@return whether it wants to be told}
  default boolean hears() {
    return true;
  }

  /// A piece; none overlaps another, and their resident bytes add up to what was scanned.
  ///
  /// @param at stands at its start
  /// @param group the account that it is booked under
  /// @param owner the object in it, or that owns it, or [Cursor#NONE]
  void piece(Cursor at, Leaf.Group group, long start, long end, long resident, int owner);
}
