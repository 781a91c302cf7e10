package dev.fathom.findings;

import dev.fathom.target.GranuleIndex;
import java.util.Arrays;

/// Live blocks and chunks that hold no object, in address order, and the objects that own them.
///
/// **Memory**: 20 bytes a buffer, and 44 a page.
public final class BufferTable {
  /// The owner of a buffer that no object owns.
  public static final int NOBODY = -1;

  private final GranuleIndex index = new GranuleIndex();
  private final LongColumn payloads;
  private final LongColumn ends;
  private int[] owners;

  BufferTable() {
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
  public static BufferTable of(LongColumn payloads, LongColumn ends, int[] owners) {
    return new BufferTable(payloads, ends, owners);
  }

  void add(long payload, long end) {
    if (index.mark(payload)) {
      payloads.add(payload);
      ends.add(end);
    }
  }

  void seal() {
    index.seal();
    owners = new int[payloads.count()];
    Arrays.fill(owners, NOBODY);
  }

  /// Gives the buffer whose payload begins at `address` to an object. Returns its bytes, or 0 where
  /// there is none or it has an owner already.
  long give(long address, int object) {
    int buffer = index.rank(address);
    if (buffer < 0 || payloads.get(buffer) != address || owners[buffer] != NOBODY) {
      return 0;
    }
    owners[buffer] = object;
    return ends.get(buffer) - address;
  }

  public int count() {
    return payloads.count();
  }

  /// {@return the address that its owner knows it by}
  public long payload(int buffer) {
    return payloads.get(buffer);
  }

  /// {@return address after its last}
  public long end(int buffer) {
    return ends.get(buffer);
  }

  /// {@return the object that owns it, or [#NOBODY]}
  public int owner(int buffer) {
    return owners.length == 0 ? NOBODY : owners[buffer];
  }
}
