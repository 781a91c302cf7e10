package dev.fathom.analysis.account;

import dev.fathom.model.dialect.Dialect;

/// What the objects of one type take; sizes in bytes.
///
/// @param type its name in its module; of the target's choosing, escape it
/// @param module where it was defined; may be empty; likewise
/// @param dialect in whose words it is told
/// @param count number of objects
/// @param shallow their own sizes
/// @param allocated the blocks and chunks that hold them
/// @param resident how much of those is in memory
public record TypeCount(
    String type,
    String module,
    Dialect dialect,
    long count,
    long shallow,
    long allocated,
    long resident) {

  /// {@return the name as code would write it}
  public String qualifiedName() {
    return dialect.type(module, type);
  }
}
