package dev.fathom.model.object;

import dev.fathom.model.column.GranuleIndex;
import dev.fathom.model.column.LongColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Live blocks and chunks that hold no object, in address order, and the objects that own them.
///
/// **Memory**: 24 bytes a buffer, and 44 a page.
public final class BufferTable {
  /// The owner of a buffer that no object owns.
  public static final int NOBODY = -1;

  private static final long MOST_LOOKED_AT = 4096;

  private final GranuleIndex index = new GranuleIndex();
  private final LongColumn payloads;
  private final LongColumn ends;
  private int[] owners;

  /// Which of the holders has the address of a buffer.
  private int[] held = new int[0];

  private final List<Holder> holders = new ArrayList<>();

  /// Structures of C that objects own.
  private final BitSet leading = new BitSet();

  /// Those whose owner was found by looking at every word of it.
  private final BitSet guessed = new BitSet();

  public BufferTable() {
    this(new LongColumn(), new LongColumn(), new int[0]);
  }

  private BufferTable(LongColumn payloads, LongColumn ends, int[] owners) {
    this.payloads = payloads;
    this.ends = ends;
    this.owners = owners;
  }

  /// Buffers whose owners are known, in address order; none can be given away any more.
  ///
  /// @param owners of each an object, or [#NOBODY]; becomes a part of the table
  /// @param guessed those whose owner is only likely; becomes a part of the table
  /// @param held of each a number among the holders, or [#NOBODY]; becomes a part of the table
  public static BufferTable of(
      LongColumn payloads,
      LongColumn ends,
      int[] owners,
      BitSet guessed,
      int[] held,
      List<Holder> holders) {
    BufferTable table = new BufferTable(payloads, ends, owners);
    table.guessed.or(guessed);
    table.held = held;
    table.holders.addAll(holders);
    return table;
  }

  /// {@return all holders; their numbers are their places}
  public List<Holder> holders() {
    return Collections.unmodifiableList(holders);
  }

  /// {@return the number of a buffer's holder, or [#NOBODY]}
  public int holderNumber(int buffer) {
    return held.length == 0 ? NOBODY : held[buffer];
  }

  public void add(long payload, long end) {
    if (index.mark(payload)) {
      payloads.add(payload);
      ends.add(end);
    }
  }

  public void seal() {
    index.seal();
    owners = new int[payloads.count()];
    Arrays.fill(owners, NOBODY);
    held = new int[payloads.count()];
    Arrays.fill(held, NOBODY);
  }

  /// Gives the buffer whose payload begins at `address` to an object. Returns its bytes, or 0 where
  /// there is none or it has an owner already.
  public long give(long address, int object) {
    int buffer = at(address);
    if (buffer < 0 || (owners[buffer] != NOBODY && !guessed.get(buffer))) {
      return 0;
    }
    owners[buffer] = object;
    guessed.clear(buffer);
    return ends.get(buffer) - address;
  }

  /// Gives the buffer to an object that only seems to own it. Returns as [#give] does.
  public long lend(long address, int object) {
    int buffer = at(address);
    if (buffer < 0 || owners[buffer] != NOBODY) {
      return 0;
    }
    owners[buffer] = object;
    guessed.set(buffer);
    return ends.get(buffer) - address;
  }

  /// Returns the buffer whose payload begins at `address`, or -1.
  public int at(long address) {
    int buffer = index.rank(address);
    return buffer < 0 || payloads.get(buffer) != address ? -1 : buffer;
  }

  /// {@return whether a buffer begins at `address` that no object owns}
  public boolean unowned(long address) {
    int buffer = at(address);
    return buffer >= 0 && owners[buffer] == NOBODY;
  }

  public int count() {
    return payloads.count();
  }

  /// {@return the last buffer whose payload begins at or below `address`, or -1}
  public int atOrBelow(long address) {
    return payloads.atOrBelow(address);
  }

  /// {@return the same} **Cost**: logarithmic in how far it is from the buffer `near`.
  public int atOrBelow(long address, int near) {
    return payloads.atOrBelow(address, near);
  }

  /// {@return the address that its owner knows it by}
  public long payload(int buffer) {
    return payloads.get(buffer);
  }

  /// {@return address after its last}
  public long end(int buffer) {
    return ends.get(buffer);
  }

  /// Returns the buffer that begins at `address` or 8 bytes before it, or -1. Some libraries put a
  /// word of their own before what malloc gave them (sqlite its size).
  public int near(long address) {
    return (address & (Long.BYTES - 1)) == 0 ? index.rank(address) : -1;
  }

  /// Says that the buffer is a structure of C, whose words may lead to others.
  public void mayLead(long address) {
    leading.set(at(address));
  }

  /// Follows the words of C memory to more of it: what is reached is held as what leads there. From
  /// objects first, breadth first, and only to the beginning of a buffer.
  ///
  /// @param words what was kept, by address; 0 where nothing was
  public void spread(LongUnaryOperator words) {
    int[] queue = new int[count()];
    int tail = 0;
    for (int buffer = 0; buffer < count(); buffer++) {
      if (leading.get(buffer) || guessed.get(buffer)) {
        queue[tail++] = buffer;
      }
    }
    int head = 0;
    for (boolean fromObjects : new boolean[] {true, false}) {
      for (; head < tail; head++) {
        int buffer = queue[head];
        long end = Math.min(ends.get(buffer), payloads.get(buffer) + MOST_LOOKED_AT);
        for (long at = payloads.get(buffer); at + Long.BYTES <= end; at += Long.BYTES) {
          int reached = near(words.applyAsLong(at));
          if (reached >= 0 && owners[reached] == NOBODY && held[reached] == NOBODY) {
            owners[reached] = owners[buffer];
            held[reached] = held[buffer];
            if (fromObjects) {
              guessed.set(reached);
            }
            queue[tail++] = reached;
          }
        }
      }
      for (int buffer = 0; fromObjects && buffer < count(); buffer++) {
        if (isHeld(buffer)) {
          queue[tail++] = buffer;
        }
      }
    }
  }

  /// Hears of a word in C memory.
  public interface WordListener {
    /// Hears of one.
    ///
    /// @param holder the number of what holds the memory
    void word(long word, int holder);
  }

  /// Tells the words of the C memory that is held from somewhere and that no object owns. After
  /// [#spread].
  public void lead(LongUnaryOperator words, WordListener listener) {
    for (int buffer = 0; buffer < count(); buffer++) {
      if (isHeld(buffer) && owners[buffer] == NOBODY) {
        tellWords(buffer, words, held[buffer], listener);
      }
    }
  }

  /// Tells the words of structures of C that objects own, with the object instead of a holder.
  ///
  /// @param owners of which objects
  public void leadOwned(LongUnaryOperator words, IntPredicate owners, WordListener listener) {
    for (int buffer = leading.nextSetBit(0); buffer >= 0; buffer = leading.nextSetBit(buffer + 1)) {
      if (owner(buffer) != NOBODY && owners.test(owner(buffer))) {
        tellWords(buffer, words, owner(buffer), listener);
      }
    }
  }

  private void tellWords(int buffer, LongUnaryOperator words, int holder, WordListener listener) {
    long end = Math.min(ends.get(buffer), payloads.get(buffer) + MOST_LOOKED_AT);
    for (long at = payloads.get(buffer); at + Long.BYTES <= end; at += Long.BYTES) {
      long word = words.applyAsLong(at);
      if (word != 0) {
        listener.word(word, holder);
      }
    }
  }

  public int addHolder(Holder holder) {
    holders.add(holder);
    return holders.size() - 1;
  }

  public void hold(int buffer, int holder) {
    held[buffer] = holder;
  }

  public boolean isHeld(int buffer) {
    return held[buffer] != NOBODY;
  }

  /// {@return from where a buffer that no object owns is held, or null where nothing shows it}
  public @Nullable Holder holder(int buffer) {
    int number = holderNumber(buffer);
    return number == NOBODY ? null : holders.get(number);
  }

  /// Whether its owner is one of a type that nobody described: some word in it was the address of
  /// the buffer.
  public boolean ownerGuessed(int buffer) {
    return guessed.get(buffer);
  }

  /// {@return the object that owns it, or [#NOBODY]}
  public int owner(int buffer) {
    return owners.length == 0 ? NOBODY : owners[buffer];
  }
}
