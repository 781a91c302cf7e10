package dev.fathom.target.core;

import java.lang.foreign.MemorySegment;

/// The bytes of a core, wherever they lie. For more than one thread.
interface CoreBytes extends AutoCloseable {
  /// {@return how many there are}
  long size();

  /// Reads from `position` into the start of `into` and returns how many bytes came: fewer than it
  /// holds at the end of the file, or where it cannot be read.
  long read(long position, MemorySegment into);

  @Override
  void close();
}
