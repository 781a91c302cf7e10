package dev.fathom.export.hprof;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What was told while a dump was written, and how much of it is not as it was found.
final class Told {
  private long records;
  private long edges;
  private long larger;
  private long above;
  private long smaller;
  private long below;
  private long nameless;

  void record() {
    records++;
  }

  /// Hears of an object whose references have names that are not told.
  void nameless() {
    nameless++;
  }

  void edges(long more) {
    edges += more;
  }

  /// Hears what size an object seems to have, and what it has.
  void size(long seeming, long bytes) {
    if (seeming > bytes) {
      larger++;
      above += seeming - bytes;
    } else if (seeming < bytes) {
      smaller++;
      below += bytes - seeming;
    }
  }

  long records() {
    return records;
  }

  long edges() {
    return edges;
  }

  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (larger > 0) {
      notes.add(sizes(larger, "larger", above));
    }
    if (smaller > 0) {
      notes.add(sizes(smaller, "smaller", below));
    }
    if (nameless > 0) {
      notes.add(
          String.format(
              Locale.ROOT, "%,d objects are told without the names of their references", nameless));
    }
    notes.add("text and numbers are not in it");
    return notes;
  }

  private static String sizes(long objects, String how, long bytes) {
    return String.format(
        Locale.ROOT,
        "%,d objects are told %s than they are, by %,d bytes in all",
        objects,
        how,
        bytes);
  }
}
