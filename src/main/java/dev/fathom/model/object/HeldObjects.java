package dev.fathom.model.object;

import dev.fathom.model.column.IntColumn;
import java.util.BitSet;

/// Objects to which a word leads that is in no object: in the variables of a library, on the stack
/// of a thread, or in C memory that is held from there. Whether such a word counts as a reference
/// is not known; it tells something only of an object that nothing else leads to.
///
/// **Memory**: 8 bytes a held object, and a bit for each.
public final class HeldObjects {
  private final IntColumn objects = new IntColumn();
  private final IntColumn holders = new IntColumn();
  private final BitSet seen = new BitSet();

  /// Adds an object, unless it is there.
  ///
  /// @param holder a number among [BufferTable#holders]
  public void add(int object, int holder) {
    if (!seen.get(object)) {
      seen.set(object);
      objects.add(object);
      holders.add(holder);
    }
  }

  public int count() {
    return objects.count();
  }

  public int object(int at) {
    return objects.get(at);
  }

  /// {@return the number of its holder among [BufferTable#holders]}
  public int holder(int at) {
    return holders.get(at);
  }
}
