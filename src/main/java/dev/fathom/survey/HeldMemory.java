package dev.fathom.survey;

import dev.fathom.model.object.BufferTable;
import java.util.Arrays;
import java.util.function.IntPredicate;

/// Follows the words of C memory to more of it: what is reached belongs to what leads there.
///
/// First what begins at an address that stands somewhere; objects before variables and stacks. What
/// is left then has nobody who knows where it begins; so an address inside it holds it, too: of a
/// node in the middle of a structure, behind a header, or with a mark in its lowest bits.
///
/// **Cost**: some 30 ns a word that looks like an address, five times. **Memory**: 4 bytes a
/// buffer, and 1 MiB.
final class HeldMemory {
  /// So often, addresses of one place are no accident.
  private static final int OFTEN = 16;

  private static final int PLACE_SHIFT = Long.SIZE - 20;

  private final BufferTable buffers;
  private final KeptWords words;
  private final Front ofObjects = new Front();
  private final Front ofVariables = new Front();

  /// How often addresses stand somewhere that lead inside buffers, by [#place].
  private final byte[] seen = new byte[1 << (Long.SIZE - PLACE_SHIFT)];

  /// What is believed, the most certain first.
  private enum Trust {
    /// Addresses at which a buffer begins.
    BEGINNINGS,
    /// Those inside buffers, too, where many lead to the same place in buffers of that size: as to
    /// the link in each node of a list.
    REPEATED,
    /// All that lie inside buffers.
    INSIDE,
    /// Also what stands in the last word of a buffer: glibc has a field of the next chunk there
    /// while the buffer is free, and half of the programs' requests do not reach so far. So it is
    /// often left over.
    LAST_WORDS
  }

  HeldMemory(BufferTable buffers, KeptWords words) {
    this.buffers = buffers;
    this.words = words;
  }

  /// Addresses inside buffers.
  interface Places {
    int count();

    long address(int place);

    /// Has the buffer belong to whatever has the address.
    void take(int buffer, int place);
  }

  /// Follows everything.
  ///
  /// @param inObjects addresses in objects at which no buffer begins
  /// @param outside addresses in variables and on stacks at which no buffer begins
  void spread(Places inObjects, Places outside) {
    for (int buffer = 0; buffer < buffers.count(); buffer++) {
      if (buffers.isLeading(buffer)) {
        ofObjects.add(buffer);
      } else if (buffers.isHeld(buffer) && buffers.owner(buffer) == BufferTable.NOBODY) {
        ofVariables.add(buffer);
      }
    }
    for (Trust trust : Trust.values()) {
      if (trust == Trust.REPEATED) {
        for (int buffer = 0; buffer < buffers.count(); buffer++) {
          words.tell(buffers.payload(buffer), buffers.end(buffer), this::countInside);
        }
        ofObjects.take(inObjects);
      }
      ofObjects.follow(trust);
      if (trust == Trust.REPEATED) {
        ofVariables.take(outside);
      }
      ofVariables.follow(trust);
    }
  }

  private void countInside(long word) {
    if (buffers.near(word) < 0) {
      int buffer = buffers.around(word);
      int place = buffer < 0 ? 0 : place(word, buffer);
      if (buffer >= 0 && seen[place] < OFTEN) {
        seen[place]++;
      }
    }
  }

  /// {@return a number that addresses share that lie at the same place in buffers of one size} Some
  /// others share it too; as what is counted only decides what is followed first, no harm is done.
  private int place(long word, int buffer) {
    long bytes = buffers.end(buffer) - buffers.payload(buffer);
    long inside = word - buffers.payload(buffer);
    return (int) (((bytes * 0x9E3779B97F4A7C15L + inside) * 0x9E3779B97F4A7C15L) >>> PLACE_SHIFT);
  }

  /// What was reached from one kind of beginnings, in this order.
  private final class Front {
    private int[] queue = new int[1 << 10];
    private int count;

    void add(int buffer) {
      if (count == queue.length) {
        queue = Arrays.copyOf(queue, count * 2);
      }
      queue[count++] = buffer;
    }

    void take(Places places) {
      for (int place = 0; place < places.count(); place++) {
        int buffer = buffers.around(places.address(place));
        if (buffer >= 0 && buffers.isFree(buffer)) {
          places.take(buffer, place);
          add(buffer);
        }
      }
    }

    void follow(Trust trust) {
      for (int head = 0; head < count; head++) {
        int buffer = queue[head];
        long from = buffers.payload(buffer);
        long end = buffers.end(buffer);
        long until = trust == Trust.LAST_WORDS ? end : end - Long.BYTES;
        words.tell(from, Math.max(until, from + Long.BYTES), word -> reach(word, buffer, trust));
      }
    }

    private void reach(long word, int from, Trust trust) {
      int reached = buffers.near(word);
      if (reached < 0 && trust != Trust.BEGINNINGS) {
        reached = buffers.around(word);
        if (trust == Trust.REPEATED && reached >= 0 && seen[place(word, reached)] < OFTEN) {
          return;
        }
      }
      if (reached >= 0 && buffers.isFree(reached)) {
        buffers.passOn(from, reached);
        add(reached);
      }
    }
  }

  /// Hears of a word in C memory.
  interface WordListener {
    /// Hears of one.
    ///
    /// @param by the number of what holds the memory: a holder's, or an object's
    void word(long word, int by);
  }

  /// Tells the words of the C memory that is held from somewhere and that no object owns. After
  /// [#spread].
  void lead(WordListener listener) {
    for (int buffer = 0; buffer < buffers.count(); buffer++) {
      if (buffers.isHeld(buffer) && buffers.owner(buffer) == BufferTable.NOBODY) {
        tell(buffer, buffers.holderNumber(buffer), listener);
      }
    }
  }

  /// Tells the words of structures of C that objects own, with the object.
  ///
  /// @param owners of which objects
  void leadOwned(IntPredicate owners, WordListener listener) {
    for (int buffer = 0; buffer < buffers.count(); buffer++) {
      int owner = buffers.owner(buffer);
      if (owner != BufferTable.NOBODY && buffers.isLeading(buffer) && owners.test(owner)) {
        tell(buffer, owner, listener);
      }
    }
  }

  private void tell(int buffer, int by, WordListener listener) {
    words.tell(buffers.payload(buffer), buffers.end(buffer), word -> listener.word(word, by));
  }
}
