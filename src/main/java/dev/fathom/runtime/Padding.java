package dev.fathom.runtime;

import dev.fathom.target.Window;

/// What a runtime's debugging allocator puts around what it hands out, to notice who writes there.
///
/// The answer of the last [#around] stays in the object: a result a block would be garbage.
public interface Padding {
  /// Of a runtime that has no such allocator.
  Padding NONE =
      new Padding() {
        @Override
        public boolean around(Window window, long start, long end) {
          return false;
        }

        @Override
        public long dataStart() {
          return 0;
        }

        @Override
        public long dataEnd() {
          return 0;
        }
      };

  /// Whether the live block or chunk is padded.
  ///
  /// @param window holds the first 64 bytes, or all of a shorter one
  boolean around(Window window, long start, long end);

  /// {@return the first byte that the program was given}
  long dataStart();

  /// {@return address after the last, within the block; [#dataStart] where it was given nothing}
  long dataEnd();
}
