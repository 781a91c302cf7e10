package dev.fathom.model.object;

import dev.fathom.model.column.AddressColumn;
import dev.fathom.model.column.GranuleIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Live blocks and chunks that hold no object, in address order, and the objects that own them.
///
/// **Memory**: 16 bytes a buffer, and 56 a page.
public final class BufferTable {
  /// The owner of a buffer that no object owns.
  public static final int NOBODY = -1;

  private final GranuleIndex index = new GranuleIndex();
  private final AddressColumn payloads;
  private final AddressColumn ends;
  private int[] owners;

  /// Which of the holders has the address of a buffer.
  private int[] held = new int[0];

  private final List<Holder> holders = new ArrayList<>();

  /// Structures of C that objects own.
  private final BitSet leading = new BitSet();

  /// Those whose owner was found by looking at every word of it.
  private final BitSet guessed = new BitSet();

  public BufferTable() {
    this(new AddressColumn(), new AddressColumn(), new int[0]);
  }

  private BufferTable(AddressColumn payloads, AddressColumn ends, int[] owners) {
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
      AddressColumn payloads,
      AddressColumn ends,
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
  /// there is none or it has an owner already: unless that only seems to be the owner, or only has
  /// a pointer to it. Whoever goes through it as its table takes it from that.
  public long give(long address, int object) {
    int buffer = at(address);
    boolean structure = buffer >= 0 && leading.get(buffer);
    if (buffer < 0 || (owners[buffer] != NOBODY && !guessed.get(buffer) && !structure)) {
      return 0;
    }
    owners[buffer] = object;
    guessed.clear(buffer);
    leading.clear(buffer);
    return ends.get(buffer) - address;
  }

  /// Gives a buffer that may be a structure of C, whose words may lead to others, like [#give].
  public long giveStructure(long address, int object) {
    int buffer = near(address);
    long bytes = buffer < 0 ? 0 : give(payloads.get(buffer), object);
    if (bytes > 0) {
      leading.set(buffer);
    }
    return bytes;
  }

  /// Gives the buffer to an object that only seems to own it. Returns as [#give] does.
  public long lend(long address, int object) {
    int buffer = near(address);
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

  /// {@return whether its words may lead to more}
  public boolean isLeading(int buffer) {
    return leading.get(buffer) || guessed.get(buffer);
  }

  /// {@return the buffer in which an address lies behind its beginning, or -1} Not where the header
  /// of the next chunk begins: for glibc that is the last word of the one before
  /// (`malloc/malloc.c`, "chunk"), and its own lists lead there.
  public int around(long address) {
    int buffer = index.rankAtOrBelow(address);
    if (buffer < 0) {
      return -1;
    }
    long left = ends.get(buffer) - address;
    boolean header = left == Long.BYTES && address % GranuleIndex.GRANULE_BYTES == 0;
    return address > payloads.get(buffer) && left > 0 && !header ? buffer : -1;
  }

  /// {@return whether nothing is known to hold it}
  public boolean isFree(int buffer) {
    return owners[buffer] == NOBODY && held[buffer] == NOBODY;
  }

  /// Has a buffer belong to what another one belongs to.
  public void passOn(int from, int to) {
    owners[to] = owners[from];
    held[to] = held[from];
    if (owners[to] != NOBODY) {
      guessed.set(to);
    }
  }

  /// Gives a buffer to what stands for all objects that lead to it.
  public void share(int buffer, int object) {
    owners[buffer] = object;
    guessed.set(buffer);
  }

  /// Has all buffers belong to objects of other numbers.
  ///
  /// @param numbers of each object so far
  public void owners(IntUnaryOperator numbers) {
    for (int buffer = 0; buffer < owners.length; buffer++) {
      owners[buffer] = owners[buffer] == NOBODY ? NOBODY : numbers.applyAsInt(owners[buffer]);
    }
  }

  /// Gives a buffer to an object that leads into it.
  public void lendInside(int buffer, int object) {
    owners[buffer] = object;
    guessed.set(buffer);
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
