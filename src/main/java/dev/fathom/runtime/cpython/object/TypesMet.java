package dev.fathom.runtime.cpython.object;

/// What one walk has asked of the [PythonTypes] that all walks share: a word that it meets again
/// waits for nobody. For one thread, and as long as the target is held.
///
/// **Memory**: 12 to 24 bytes a word that stood where an object has its type.
public final class TypesMet {
  private static final int MOST = 1 << 20;

  private final PythonTypes types;
  private long[] words = new long[1 << 8];
  private int[] ids = new int[1 << 8];
  private int count;

  public TypesMet(PythonTypes types) {
    this.types = types;
  }

  /// {@return the id of the type at `address`, or [PythonTypes#NONE] where there is none} **Cost**:
  /// some nanoseconds for a word met before.
  public int idOf(long address) {
    int mask = words.length - 1;
    for (int slot = PythonTypes.slot(address, mask); ; slot = slot + 1 & mask) {
      if (words[slot] == address) {
        return address == 0 ? PythonTypes.NONE : ids[slot];
      }
      if (words[slot] == 0) {
        return types.plausible(address) ? ask(address, slot) : PythonTypes.NONE;
      }
    }
  }

  private int ask(long address, int slot) {
    int id = types.idOf(address);
    if (count < MOST) {
      words[slot] = address;
      ids[slot] = id;
      if (++count * 2 > words.length) {
        grow();
      }
    }
    return id;
  }

  private void grow() {
    long[] before = words;
    int[] known = ids;
    words = new long[before.length * 4];
    ids = new int[words.length];
    int mask = words.length - 1;
    for (int at = 0; at < before.length; at++) {
      if (before[at] != 0) {
        int slot = PythonTypes.slot(before[at], mask);
        while (words[slot] != 0) {
          slot = slot + 1 & mask;
        }
        words[slot] = before[at];
        ids[slot] = known[at];
      }
    }
  }
}
