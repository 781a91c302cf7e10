package dev.fathom.survey;

import dev.fathom.model.dialect.Dialect;
import java.util.List;

/// The instances of runtimes that are read in one look, and how their types are numbered: each
/// numbers its own from 0, in the model each type has a number of its own.
///
/// @param dialects in whose words each is told
record Instances(List<Dialect> dialects) {
  /// {@return the number in the model of a type of an instance}
  int type(int instance, int own) {
    return own * Math.max(1, dialects.size()) + instance;
  }

  /// {@return the number that the instance gave it}
  int ownType(int type) {
    return type / Math.max(1, dialects.size());
  }

  /// {@return the instance that a type is of}
  int instanceOf(int type) {
    return type % Math.max(1, dialects.size());
  }
}
