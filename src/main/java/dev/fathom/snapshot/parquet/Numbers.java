package dev.fathom.snapshot.parquet;

import java.io.IOException;

/// A column of numbers, read from its first row to its last: one by one, or a page at a time.
public final class Numbers {
  private final Pages pages;
  private final long[] values;
  private final int rows;
  private int at;
  private int count;

  private long least = Long.MIN_VALUE;
  private long most = Long.MAX_VALUE;

  /// By how much a number must exceed the one before; -1 where it need not.
  private int rise = -1;

  private long last = Long.MIN_VALUE;

  Numbers(Pages pages, int rows) {
    this.pages = pages;
    this.rows = rows;
    this.values = new long[Math.min(rows, Parquet.PAGE_ROWS)];
  }

  /// Demands that all of them are at least `from` and below `limit`.
  public Numbers within(long from, long limit) {
    least = from;
    most = limit - 1;
    return this;
  }

  /// Demands that each is larger than the one before.
  public Numbers ascending() {
    rise = 1;
    return this;
  }

  /// Demands that none is smaller than the one before.
  public Numbers notFalling() {
    rise = 0;
    return this;
  }

  /// Hands all of them on, page by page.
  ///
  /// @throws DamagedTableException if one is not as demanded
  public void pages(PageConsumer consumer) throws IOException {
    for (int done = 0; done < rows; done += count) {
      fill();
      consumer.page(values, count);
      at = count;
    }
  }

  /// {@return the number in the next row}
  public long next() throws IOException {
    if (at == count) {
      fill();
    }
    return values[at++];
  }

  /// {@return the number in the next row, which is at least `least` and below `limit`}
  ///
  /// @throws DamagedTableException if it is not
  public int next(int least, int limit) throws IOException {
    long value = next();
    if (value < least || value >= limit) {
      throw pages.damaged("the number " + value + " is out of range");
    }
    return (int) value;
  }

  private void fill() throws IOException {
    Pages.Page page = pages.next();
    if (page.type() != Parquet.DATA_PAGE || page.encoding() != Parquet.DELTA_BINARY_PACKED) {
      throw pages.damaged("a page is in another encoding");
    }
    DeltaEncoding.decode(page.content(), values, page.count());
    at = 0;
    count = page.count();
    check();
  }

  private void check() throws DamagedTableException {
    long smallest = Long.MAX_VALUE;
    long largest = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      smallest = Math.min(smallest, values[i]);
      largest = Math.max(largest, values[i]);
    }
    if (smallest < least || largest > most) {
      throw pages.damaged("a number is out of range");
    }
    if (rise >= 0) {
      boolean rises = true;
      for (int i = 0; i < count; i++) {
        // Nothing precedes the first one, and nothing lies below the least number.
        rises &= rise == 0 ? values[i] >= last : values[i] > last;
        last = values[i];
      }
      if (!rises) {
        throw pages.damaged("numbers are out of order");
      }
    }
  }
}
