package dev.fathom.snapshot.parquet;

import java.io.IOException;

/// A column of labels, read from its first row to its last as the codes that stand for them.
public final class Codes {
  private final Pages pages;
  private final Labels labels;
  private final long[] values;
  private final int rows;

  /// The codes of the words of the dictionary.
  private int[] codes = new int[0];

  private int at;
  private int count;

  Codes(Pages pages, Labels labels, int rows) {
    this.pages = pages;
    this.rows = rows;
    this.values = new long[Math.min(rows, Parquet.PAGE_ROWS)];
    this.labels = labels;
  }

  /// {@return the code of the label in the next row}
  public int next() throws IOException {
    if (at == count) {
      fill();
    }
    return (int) values[at++];
  }

  /// Hands all of them on, page by page.
  public void pages(PageConsumer consumer) throws IOException {
    for (int done = 0; done < rows; done += count) {
      fill();
      consumer.page(values, count);
      at = count;
    }
  }

  private void fill() throws IOException {
    Pages.Page page = pages.next();
    if (page.type() == Parquet.DICTIONARY_PAGE) {
      codes = new int[page.count()];
      Texts words = new Texts(page);
      for (int word = 0; word < codes.length; word++) {
        String label = words.next();
        codes[word] = labels.code(label);
      }
      page = pages.next();
    }
    if (page.type() != Parquet.DATA_PAGE || page.encoding() != Parquet.RLE_DICTIONARY) {
      throw pages.damaged("a page is in another encoding");
    }
    HybridEncoding.decode(page.content(), values, page.count(), codes.length);
    int smallest = 0;
    for (int i = 0; i < page.count(); i++) {
      int code = codes[(int) values[i]];
      smallest = Math.min(smallest, code);
      values[i] = code;
    }
    if (smallest < 0) {
      throw pages.damaged("a label is not known to this version");
    }
    at = 0;
    count = page.count();
  }
}
