package dev.fathom.runtime.cpython;

import dev.fathom.model.memory.BlockState;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.cpython.object.MappedRanges;
import dev.fathom.runtime.cpython.object.PythonTypes;
import dev.fathom.runtime.cpython.object.TypesMet;
import dev.fathom.runtime.cpython.struct.TypeFlags;
import dev.fathom.target.Window;
import dev.fathom.target.Words;

/// The blocks from which 2.7 takes its ints and floats (`Objects/intobject.c`, `PyIntBlock`;
/// `Objects/floatobject.c`, `PyFloatBlock`): a link, and as many numbers as fit into 1000 bytes,
/// from malloc. They are given back only when no number of one is in use.
///
/// A number that is free has, where its type was, the address of the next free one; it stays so
/// until a number is made, or a collection of the oldest generation gives back the blocks in which
/// all are free (`PyInt_ClearFreeList`).
final class NumberBlocks {
  private static final long LINK_BYTES = 8;
  private static final long NUMBER_BYTES = 24;
  private static final int NUMBERS = 41;
  private static final long BLOCK_BYTES = LINK_BYTES + NUMBERS * NUMBER_BYTES;

  /// malloc rounds up.
  private static final long MOST_BYTES = BLOCK_BYTES + 24;

  private static final long COUNT = 0;
  private static final long TYPE = 8;
  private static final long VALUE = 16;
  private static final long BLOCK_ALIGNMENT = 16;

  /// How many links out of a block are followed.
  private static final int MOST_CHECKED = 4;

  private static final int SMALLEST = -5;
  private static final int LARGEST = 256;

  private final PythonTypes types;
  private final TypesMet met;
  private final MappedRanges mapped;
  private final Words words;
  private final RuntimeSink sink;

  NumberBlocks(
      PythonTypes types, TypesMet met, MappedRanges mapped, Words words, RuntimeSink sink) {
    this.met = met;
    this.words = words;
    this.types = types;
    this.mapped = mapped;
    this.sink = sink;
  }

  /// Tells the numbers of a live chunk, if it is such a block.
  ///
  /// @return false, and nothing told, where it is none
  boolean tell(Window window, long payload, long bytes) {
    if (bytes < BLOCK_BYTES || bytes > MOST_BYTES) {
      return false;
    }
    window.require(payload, BLOCK_BYTES);
    int type = typeOf(window, payload);
    if (type == PythonTypes.NONE && !isDead(window, payload)) {
      return false;
    }
    boolean ints = type != PythonTypes.NONE && types.rawName(type).equals("int");
    sink.block(payload, payload + LINK_BYTES, BlockState.HEADER);
    for (int number = 0; number < NUMBERS; number++) {
      long at = payload + LINK_BYTES + number * NUMBER_BYTES;
      boolean live = type != PythonTypes.NONE && window.u64(at + TYPE) == types.address(type);
      if (live) {
        long value = window.u64(at + VALUE);
        boolean small = ints && value >= SMALLEST && value <= LARGEST;
        sink.object(
            at, type, NUMBER_BYTES, 0, small ? ObjectRole.SMALL_INT : ObjectRole.ORDINARY, 0);
      }
      sink.block(at, at + NUMBER_BYTES, live ? BlockState.LIVE : BlockState.FREE);
    }
    return true;
  }

  /// {@return the type of all numbers in use, or [PythonTypes#NONE] where the chunk is no such
  /// block}
  private int typeOf(Window window, long payload) {
    int type = PythonTypes.NONE;
    for (int number = 0; number < NUMBERS; number++) {
      long at = payload + LINK_BYTES + number * NUMBER_BYTES;
      long word = window.u64(at + TYPE);
      if (type != PythonTypes.NONE && word == types.address(type)) {
        continue;
      }
      int found = met.idOf(word);
      if (found == PythonTypes.NONE) {
        if (word != 0 && !mapped.writable(word)) {
          return PythonTypes.NONE;
        }
      } else if (type != PythonTypes.NONE || !isNumber(found) || window.u64(at + COUNT) == 0) {
        return PythonTypes.NONE;
      } else {
        type = found;
      }
    }
    return type;
  }

  /// Whether it is such a block in which all numbers are free: each links to the next free one,
  /// here or in another block, and but one of all of them to none.
  private boolean isDead(Window window, long payload) {
    long next = window.u64(payload);
    if (next != 0 && (next % BLOCK_ALIGNMENT != 0 || !mapped.writable(next))) {
      return false;
    }
    int ends = 0;
    int checked = 0;
    for (int number = 0; number < NUMBERS; number++) {
      long at = payload + LINK_BYTES + number * NUMBER_BYTES;
      long link = window.u64(at + TYPE);
      ends += link == 0 ? 1 : 0;
      long inside = link - payload - LINK_BYTES;
      boolean here = inside >= 0 && inside < NUMBERS * NUMBER_BYTES;
      if (ends > 1 || (here && inside % NUMBER_BYTES != 0)) {
        return false;
      }
      if (!here && link != 0) {
        // What it leads to is free as well, and has a link or the end where an object has its type:
        // a table of references is no such block.
        if (link % Long.BYTES != 0 || !mapped.writable(link)) {
          return false;
        }
        if (checked++ < MOST_CHECKED) {
          long after = words.u64(link + TYPE);
          if (!words.met()
              || (after != 0 && (!mapped.writable(after) || met.idOf(after) != PythonTypes.NONE))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private boolean isNumber(int type) {
    return !types.has(type, TypeFlags.HEAPTYPE)
        && (types.rawName(type).equals("int") || types.rawName(type).equals("float"));
  }
}
