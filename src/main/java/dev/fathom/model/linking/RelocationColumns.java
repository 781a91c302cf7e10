package dev.fathom.model.linking;

/// Places in a file that the loader fills in, in columns. 13 bytes each.
public final class RelocationColumns {
  /// What is filled in.
  public enum Kind {
    /// An address in the file itself.
    RELATIVE,
    /// The address of a symbol.
    SYMBOL,
    /// The address of a function, for a call, perhaps when it is first made.
    CALL,
    /// The bytes of a variable of another file.
    COPY,
    /// Where a variable is that each thread has.
    THREAD,
    /// The address that code of the file answers.
    CHOSEN,
    /// Something that is not told further.
    OTHER
  }

  private static final Kind[] KINDS = Kind.values();

  private final long[] places;
  private final byte[] kinds;
  private final int[] symbols;
  private int count;

  public RelocationColumns(int room) {
    places = new long[room];
    kinds = new byte[room];
    symbols = new int[room];
  }

  /// Adds one, for which there must be room.
  @SuppressWarnings("EnumOrdinal") // as a byte a place, and read back here alone
  public void add(long place, Kind kind, int symbol) {
    places[count] = place;
    kinds[count] = (byte) kind.ordinal();
    symbols[count++] = symbol;
  }

  public int count() {
    return count;
  }

  /// {@return its address, before the load bias}
  public long place(int index) {
    return places[index];
  }

  public Kind kind(int index) {
    return KINDS[kinds[index]];
  }

  /// {@return the symbol that it is about; 0 for none}
  public int symbol(int index) {
    return symbols[index];
  }
}
