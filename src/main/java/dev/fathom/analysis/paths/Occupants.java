package dev.fathom.analysis.paths;

import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.object.Holder;

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

  /// {@return what is in the chunk that begins at `start`}
  ///
  /// @param state its state
  public Occupant in(long start, ChunkState state) {
    if (state != ChunkState.LIVE) {
      return switch (state) {
        case CACHED, FREE -> new Occupant("free, in tcache", "");
        default -> new Occupant("the C library's " + state.id(), "");
      };
    }
    Cursor at = Cursor.of(findings).moveTo(start);
    boolean carved = at.carved() || at.layer() == Cursor.Layer.BLOCK;
    long last = at.chunkEnd() - 1;
    int pool = carved ? findings.pools().atOrBelow(last) : Cursor.NONE;
    if (pool >= 0 && findings.pools().address(pool) >= start) {
      Dialect dialect = findings.dialect(); // holds many objects
      return new Occupant(dialect.title() + "'s " + dialect.terms().pools(), "");
    }
    // Of a chunk of several objects, which all keep it, the last.
    int object = carved ? findings.objects().atOrBelow(last) : at.object();
    if (object >= 0 && findings.objects().address(object) >= start) {
      return new Occupant(typeName(object), paths.path(object));
    }
    if (at.owner() != Cursor.NONE) {
      return new Occupant("buffer of " + typeName(at.owner()), paths.path(at.owner()));
    }
    // Of a chunk of several dead ones there is no live one that could stand for it.
    if (carved && isDead(last)) {
      return new Occupant("dead, kept for reuse", "");
    }
    Holder holder = at.buffer() == Cursor.NONE ? null : findings.buffers().holder(at.buffer());
    return new Occupant("C memory", holder == null ? "" : holder.title());
  }

  private boolean isDead(long address) {
    Cursor at = Cursor.of(findings).moveTo(address);
    return at.block() != Cursor.NONE
        && switch (BlockState.of(at.blockState())) {
          case KEPT, KEPT_FRAME, FREE -> true;
          default -> false;
        };
  }

  private String typeName(int object) {
    return findings.types().get(findings.objects().type(object)).qualifiedName();
  }
}
