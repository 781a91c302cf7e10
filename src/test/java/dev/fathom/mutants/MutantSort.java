package dev.fathom.mutants;

import java.io.IOException;
import java.util.List;

/// Something sound that is changed in a certain way, and what is asked about it then.
public interface MutantSort extends AutoCloseable {
  String name();

  /// Makes a mutant and asks about it.
  ///
  /// @param lineage numbers of changes, which are made one after another to what is sound
  MutantOutcome tryOut(List<Long> lineage) throws IOException;

  /// Keeps what can be looked at later of a mutant that something came of.
  ///
  /// @return where it is; empty where nothing can be kept
  default String keep(List<Long> lineage) throws IOException {
    return "";
  }

  @Override
  void close() throws IOException;
}
