package dev.fathom.runtime.perl.reference;

import dev.fathom.model.object.RootKind;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.perl.arena.LongArray;
import dev.fathom.runtime.perl.arena.PerlInterpreter;
import dev.fathom.runtime.perl.value.Sv;
import java.util.List;

/// Gives chunks of malloc to the objects that point to them.
///
/// What a rule names is given at once. Behind that stand structures that nobody describes: a
/// regular expression's tables, what an operation carries, buffers of the C library. They are given
/// at the end to whatever owned memory points to them, when everything with a rule has its owner.
public final class OwnedChunks {
  /// An operation may point to the text within a chunk that begins with a count (`RCPV`, `cop.h`).
  private static final long LONGEST_PREFIX = 32;

  private static final int AROUND = 1;

  private final PerlImage image;
  private final List<PerlInterpreter> interpreters;
  private final ReferenceSink sink;

  // Chunks to be looked into: address, bytes, and owner with AROUND as the lowest bit.
  private final LongArray pending = new LongArray();

  /// What stands in the variables of an interpreter that has no struct, and the object for it.
  private final LongArray variables = new LongArray();

  private int single;

  public OwnedChunks(PerlImage image, List<PerlInterpreter> interpreters, ReferenceSink sink) {
    this.image = image;
    this.interpreters = interpreters;
    this.sink = sink;
  }

  /// Gives the chunk that begins at `address`, and later what it points to.
  ///
  /// @return its bytes; 0 where there is none, or it has an owner
  long own(int object, long address) {
    return own(object, address, 0);
  }

  private long own(int object, long address, int around) {
    long bytes = address == 0 ? 0 : sink.owns(object, address);
    if (bytes > 0) {
      look(object, address, bytes, around);
    }
    return bytes;
  }

  /// The same for the chunk that holds `address`.
  void ownAround(int object, long address) {
    long chunk = image.chunkAt(address);
    if (chunk != 0) {
      own(object, chunk);
    }
  }

  /// What the struct of an interpreter points to is its own, unless it is somebody else's.
  void interpreter(int object, long address) {
    look(object, address, image.chunkBytes(address), 0);
    for (PerlInterpreter interpreter : interpreters) {
      if (interpreter.start() == 0) {
        interpreter.values().forEach(variable -> variables.add(variable.value()));
        single = object;
      }
    }
  }

  /// A slab of operations.
  void slab(int object, long address) {
    look(object, address, image.chunkBytes(address), AROUND);
  }

  private void look(int object, long address, long bytes, int around) {
    pending.add(address);
    pending.add(bytes);
    pending.add((long) object << 1 | around);
  }

  /// Gives what owned memory points to, and what that points to, until nothing is left.
  public void finish() {
    for (int i = 0; i < variables.count(); i++) {
      own(single, variables.get(i));
    }
    for (int at = 0; at < pending.count(); at += 3) {
      long start = pending.get(at);
      long end = start + pending.get(at + 1);
      int object = (int) (pending.get(at + 2) >>> 1);
      // Some operations are chunks of their own, outside of slabs, and point to the same things.
      int around = (int) pending.get(at + 2) & AROUND;
      for (long address = start; address < end && image.mayLook(address); address += Long.BYTES) {
        long word = image.u64(address);
        if (around != 0 && Sv.type(image.arenas().flagsAt(word)) != Sv.FREE) {
          sink.root(word, RootKind.FUNCTION, "a constant of the program");
        } else if (word > LONGEST_PREFIX && own(object, word, around) == 0 && around != 0) {
          long chunk = image.chunkAt(word);
          if (chunk != 0 && word > chunk && word - chunk <= LONGEST_PREFIX) {
            own(object, chunk, around);
          }
        }
      }
    }
  }
}
