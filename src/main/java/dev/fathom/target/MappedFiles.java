package dev.fathom.target;

import dev.fathom.model.memory.Mapping;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/// The files behind a target's mappings.
public interface MappedFiles {
  /// {@return paths under which the very file behind a mapping can be opened, the best first; none
  /// where it cannot be had}
  List<Path> paths(Mapping mapping);

  /// Fills `into` with the file's bytes from `offset`, zeros behind its end. False where the file
  /// cannot be had.
  boolean read(Mapping mapping, long offset, MemorySegment into);

  /// To be told of bytes that are in a file and could not be read.
  default void refused(long bytes) {}
}
