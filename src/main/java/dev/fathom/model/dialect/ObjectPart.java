package dev.fathom.model.dialect;

/// The parts of an object that stand apart from one another.
public enum ObjectPart {
  /// The object is one piece.
  WHOLE,
  /// What all objects have.
  HEAD,
  /// What those of its type have.
  BODY,
  /// What is as large as it must be: text, elements, buckets.
  DATA
}
