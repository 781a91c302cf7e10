package dev.fathom.analysis.owners;

import dev.fathom.analysis.graph.Retained;

/// What some objects keep alive together, none of which keeps another.
///
/// @param objects how many objects that is, themselves included
/// @param retained their bytes
/// @param resident how much of that is in memory
/// @param proportional the same, shared pages divided among the processes that map them
public record Kept(long objects, long retained, long resident, long proportional) {
  public static final Kept NOTHING = new Kept(0, 0, 0, 0);

  /// {@return what one object keeps, or all that no object dominates}
  static Kept by(Retained retained, int object) {
    return new Kept(
        retained.objects(object),
        retained.bytes(object),
        retained.resident(object),
        retained.proportional(object));
  }

  Kept plus(Kept other) {
    return new Kept(
        objects + other.objects,
        retained + other.retained,
        resident + other.resident,
        proportional + other.proportional);
  }

  Kept minus(Kept other) {
    return new Kept(
        objects - other.objects,
        retained - other.retained,
        resident - other.resident,
        proportional - other.proportional);
  }
}
