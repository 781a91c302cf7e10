package dev.fathom.model.column;

import java.util.function.LongConsumer;

/// Memory cut into pieces that follow one another: each piece begins where the one before ends, so
/// pieces can neither overlap nor leave a gap that is not named ([#NOTHING]).
///
/// **Memory**: 2 to 3 bytes a piece of memory that is cut small ([AddressColumn]).
public final class Extents {
  /// The state of what nobody told anything about.
  public static final int NOTHING = 0;

  private final AddressColumn starts;
  private final ByteColumn states;

  private Extents(AddressColumn starts, ByteColumn states) {
    this.starts = starts;
    this.states = states;
  }

  /// Pieces that are all known; takes the columns over.
  ///
  /// @param starts ascending, the first 0; each piece ends where the next begins
  /// @param states of each; the last is [#NOTHING]
  public static Extents of(AddressColumn starts, ByteColumn states) {
    int last = starts.count() - 1;
    if (last < 0
        || states.count() != starts.count()
        || starts.get(0) != 0
        || states.get(last) != NOTHING) {
      throw new IllegalArgumentException("pieces of memory do not cover all of it");
    }
    return new Extents(starts, states);
  }

  /// {@return the number of pieces; the first begins at 0, and it and the last are of [#NOTHING]}
  public int count() {
    return starts.count();
  }

  /// {@return whether no piece was added}
  public boolean isEmpty() {
    return starts.count() <= 1; // the end of the last one
  }

  public long start(int piece) {
    return starts.get(piece);
  }

  /// {@return address after the last of a piece; the last piece, of [#NOTHING], has no end}
  public long end(int piece) {
    return piece + 1 < starts.count() ? starts.get(piece + 1) : Long.MAX_VALUE;
  }

  /// {@return where the next piece of [#NOTHING] begins} **Cost**: a nanosecond a piece up to
  /// there.
  public long endOfRun(int piece) {
    int next = piece;
    while (states.get(next) != NOTHING) {
      next++; // the last piece is of it
    }
    return starts.get(next);
  }

  /// {@return what it is: [#NOTHING], or the code that the builder was given}
  public int state(int piece) {
    return states.get(piece);
  }

  /// {@return the piece that holds `address`} **Cost**: logarithmic.
  public int at(long address) {
    return starts.atOrBelow(address);
  }

  /// {@return the same} **Cost**: logarithmic in how far it is from the piece `near`.
  public int at(long address, int near) {
    return starts.atOrBelow(address, near);
  }

  /// {@return a cursor that stands at 0}
  public Cursor cursor() {
    return new Cursor();
  }

  /// Tells which piece one address after the other is in.
  ///
  /// **Cost**: constant where the next address is in the same piece or the one above, else
  /// logarithmic in how many pieces there are between them.
  public final class Cursor {
    private int piece;
    private long start;
    private long end;
    private int state;

    private Cursor() {
      take(0, starts.get(0), Extents.this.end(0));
    }

    /// Goes to the piece that holds `address`.
    public void moveTo(long address) {
      if (address >= start && address < end) {
        return;
      }
      int next = piece + 1;
      if (address >= end && next < count() - 1 && address < starts.get(next + 1)) {
        take(next, end, starts.get(next + 1));
        return;
      }
      int found = at(address, piece);
      if (address < 0) {
        take(found, Long.MIN_VALUE, -1); // above all that is a user's, which the last piece covers
      } else {
        take(found, starts.get(found), Extents.this.end(found));
      }
    }

    private void take(int number, long from, long until) {
      piece = number;
      start = from;
      end = until;
      state = states.get(number);
    }

    /// {@return the number of the piece}
    public int piece() {
      return piece;
    }

    public long start() {
      return start;
    }

    public long end() {
      return end;
    }

    /// {@return what it is, as [Extents#state] says}
    public int state() {
      return state;
    }
  }

  /// Takes pieces in address order.
  public static final class Builder {
    private final AddressColumn starts = new AddressColumn();
    private final ByteColumn states = new ByteColumn();
    private long end;

    /// Adds a piece. Equal neighbours stay apart: each live chunk is a piece of its own.
    ///
    /// @param state what it is, 1 to 127
    /// @return false, and nothing added, where the piece overlaps the one before
    public boolean add(long start, long pieceEnd, int state) {
      if (Long.compareUnsigned(start, end) < 0 || Long.compareUnsigned(pieceEnd, start) <= 0) {
        return false;
      }
      if (start != end || starts.count() == 0) {
        append(end, NOTHING);
      }
      append(start, state);
      end = pieceEnd;
      return true;
    }

    /// Adds the pieces of another builder.
    ///
    /// @param rejected hears where each piece begins that overlaps one before
    public void addAll(Builder others, LongConsumer rejected) {
      int first = 1; // before that is what lies below all pieces
      if (others.starts.count() > first
          && Long.compareUnsigned(others.starts.get(first), end) >= 0
          && others.states.get(first) != NOTHING) {
        if (others.starts.get(first) != end || starts.count() == 0) {
          append(end, NOTHING);
        }
        starts.addRange(others.starts, first, others.starts.count());
        states.addRange(others.states, first, others.states.count());
        end = others.end;
        return;
      }
      for (int piece = 0; piece < others.starts.count(); piece++) {
        if (others.states.get(piece) != NOTHING) {
          long start = others.starts.get(piece);
          long pieceEnd =
              piece + 1 < others.starts.count() ? others.starts.get(piece + 1) : others.end;
          if (!add(start, pieceEnd, others.states.get(piece))) {
            rejected.accept(start);
          }
        }
      }
    }

    private void append(long start, int state) {
      starts.add(start);
      states.add((byte) state);
    }

    public Extents build() {
      append(end, NOTHING);
      return new Extents(starts, states);
    }
  }
}
