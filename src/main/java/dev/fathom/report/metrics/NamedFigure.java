package dev.fathom.report.metrics;

/// What a look says of one type or owner.
///
/// @param name of the target's choosing
/// @param objects how many there are
/// @param resident their bytes in memory
record NamedFigure(String name, long objects, long resident) {
  NamedFigure plus(NamedFigure other) {
    return new NamedFigure(name, objects + other.objects, resident + other.resident);
  }

  NamedFigure minus(NamedFigure other) {
    return new NamedFigure(name, objects - other.objects, resident - other.resident);
  }
}
