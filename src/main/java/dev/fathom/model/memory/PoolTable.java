package dev.fathom.model.memory;

import dev.fathom.model.column.AddressColumn;
import dev.fathom.model.column.IntColumn;

/// Pools of equal blocks, in address order. **Memory**: 20 bytes a pool.
public final class PoolTable {
  /// The arena of a pool whose runtime numbers none.
  public static final int NO_ARENA = -1;

  private final AddressColumn addresses = new AddressColumn();
  private final IntColumn blockBytes = new IntColumn();
  private final IntColumn capacities = new IntColumn();
  private final IntColumn lives = new IntColumn();
  private final IntColumn arenas = new IntColumn();

  public void add(long address, int bytes, int capacity, int live, int arena) {
    addresses.add(address);
    blockBytes.add(bytes);
    capacities.add(capacity);
    lives.add(live);
    arenas.add(arena);
  }

  /// Adds the pools of another table, which lie above all that are here.
  public void addAll(PoolTable above) {
    for (int pool = 0; pool < above.count(); pool++) {
      add(
          above.address(pool),
          above.blockBytes(pool),
          above.capacity(pool),
          above.live(pool),
          above.arena(pool));
    }
  }

  public int count() {
    return addresses.count();
  }

  public long address(int pool) {
    return addresses.get(pool);
  }

  /// {@return the last pool that begins at or below `address`, or -1}
  public int atOrBelow(long address) {
    return addresses.atOrBelow(address);
  }

  /// {@return the same} **Cost**: logarithmic in how far it is from the pool `near`.
  public int atOrBelow(long address, int near) {
    return addresses.atOrBelow(address, near);
  }

  /// {@return size in bytes of each of its blocks}
  public int blockBytes(int pool) {
    return blockBytes.get(pool);
  }

  /// {@return how many blocks it has room for}
  public int capacity(int pool) {
    return capacities.get(pool);
  }

  /// {@return how many of them are handed out}
  public int live(int pool) {
    return lives.get(pool);
  }

  /// {@return the number of its arena, or [#NO_ARENA]}
  public int arena(int pool) {
    return arenas.get(pool);
  }
}
