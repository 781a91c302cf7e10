package dev.fathom.analysis.diff;

import dev.fathom.model.dialect.Dialect;

/// The objects of one type in two findings.
///
/// @param type name in its module; of the target's choosing
/// @param module where it was defined; likewise
/// @param countBefore how many there were
/// @param countAfter how many there are
/// @param allocatedDelta by how much what they take has grown, in bytes
/// @param fresh how many of those that are there were not
/// @param gone how many of those that were there are not
public record TypeDelta(
    String type,
    String module,
    Dialect dialect,
    long countBefore,
    long countAfter,
    long allocatedDelta,
    long fresh,
    long gone) {

  public long countDelta() {
    return countAfter - countBefore;
  }

  /// {@return the name as code would write it}
  public String qualifiedName() {
    return dialect.type(module, type);
  }
}
