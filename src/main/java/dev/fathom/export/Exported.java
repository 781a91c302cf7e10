package dev.fathom.export;

import java.util.List;

/// What was written, in the words of the format where it has them.
///
/// @param objects how many of the target's objects it tells of, one by one or together
/// @param records how many it has for them: nodes, samples, instances
/// @param edges references among these; 0 in a format that has none
/// @param notes what a reader must know, a sentence each: what was left out, or told together
public record Exported(long objects, long records, long edges, List<String> notes) {
  public Exported {
    notes = List.copyOf(notes);
  }
}
