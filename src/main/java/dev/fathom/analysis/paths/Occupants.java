package dev.fathom.analysis.paths;

import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.Holder;
import dev.fathom.model.object.ObjectTable;

/// Names what is in pieces of malloc's memory: the type, and who owns it.
///
/// **Cost**: one search over the graph to begin with, then logarithmic a piece.
public final class Occupants {
  private final Findings findings;
  private final OwnerPaths paths;

  /// What is in a piece of memory.
  ///
  /// @param type of the object in it or that it is a buffer of, or what else it is; from the target
  /// @param owner how a program names that object, or from where it is held; may be empty
  public record Occupant(String type, String owner) {
    /// {@return the same for all that differ only in the places that lead to them}
    public Occupant alike() {
      return new Occupant(type, ObjectPath.shape(owner));
    }
  }

  private Occupants(Findings findings, OwnerPaths paths) {
    this.findings = findings;
    this.paths = paths;
  }

  public static Occupants of(Findings findings, OwnerPaths paths) {
    return new Occupants(findings, paths);
  }

  /// {@return what is in the piece of memory that begins at `start`}
  ///
  /// @param state its state
  public Occupant in(long start, long end, ChunkState state) {
    if (state != ChunkState.LIVE) {
      return switch (state) {
        case CACHED, FREE -> new Occupant("free, in tcache", "");
        default -> new Occupant("the C library's " + state.id(), "");
      };
    }
    ObjectTable objects = findings.objects();
    int object = objects.atOrBelow(end - 1);
    if (object >= 0 && objects.address(object) >= start) {
      return new Occupant(typeName(object), paths.path(object));
    }
    BufferTable buffers = findings.buffers();
    int buffer = buffers.atOrBelow(end - 1);
    if (buffer < 0 || buffers.payload(buffer) < start) {
      return new Occupant("C memory", "");
    }
    int owner = buffers.owner(buffer);
    if (owner != BufferTable.NOBODY) {
      return new Occupant("buffer of " + typeName(owner), paths.path(owner));
    }
    Holder holder = buffers.holder(buffer);
    return new Occupant("C memory", holder == null ? "" : holder.title());
  }

  private String typeName(int object) {
    return findings.types().get(findings.objects().type(object)).qualifiedName();
  }
}
