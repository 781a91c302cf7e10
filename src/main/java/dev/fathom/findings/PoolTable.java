package dev.fathom.findings;

/// Pools of equal blocks, in address order. **Memory**: 20 bytes a pool.
public final class PoolTable {
  private final LongColumn addresses = new LongColumn();
  private final IntColumn blockBytes = new IntColumn();
  private final IntColumn capacities = new IntColumn();
  private final IntColumn lives = new IntColumn();

  public void add(long address, int bytes, int capacity, int live) {
    addresses.add(address);
    blockBytes.add(bytes);
    capacities.add(capacity);
    lives.add(live);
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
}
