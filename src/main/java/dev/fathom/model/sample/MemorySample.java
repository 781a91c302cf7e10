package dev.fathom.model.sample;

import dev.fathom.model.Findings;
import java.util.List;

/// What a sample of a process's memory tells of all of it: of anonymous memory that can be written
/// to, pieces of [#UNIT_BYTES] were drawn by chance, each as likely as any other.
///
/// @param findings who it is, and what looking cost; nothing of its memory
/// @param resident bytes of all pieces that are in memory
/// @param looked bytes of those that were drawn
/// @param units how many pieces there are
/// @param drawn how many were drawn
/// @param uses what the memory is used for; together all of it
/// @param types objects by type, the most bytes first
/// @param unnoticed bytes of which no more than this can be in a type that no piece showed, with a
///   certainty of 95 %
public record MemorySample(
    Findings findings,
    long resident,
    long looked,
    int units,
    int drawn,
    List<Use> uses,
    List<OfType> types,
    long unnoticed) {
  public static final int UNIT_BYTES = 1 << 20;

  public MemorySample {
    uses = List.copyOf(uses);
    types = List.copyOf(types);
  }

  /// What memory is used for.
  public enum Kind {
    OBJECTS("objects and live chunks"),
    BUFFERS("buffers and C memory"),
    FREE_BLOCKS("free in the runtime's pools"),
    FREE_CHUNKS("free in malloc"),
    OVERHEAD("the allocators' own"),
    REST("inside large chunks, or not recognised");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /// One use.
  public record Use(Kind kind, Estimate bytes) {}

  /// Objects of one type.
  ///
  /// @param units how many of the pieces that were drawn have some
  public record OfType(String type, Estimate bytes, Estimate objects, int units) {}
}
