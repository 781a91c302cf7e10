package dev.fathom.snapshot.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A column of texts, read from its first row to its last, whether or not they are in a dictionary.
public final class Texts {
  private final @Nullable Pages pages;
  private Input content = new Input(new byte[0], 0, 0);
  private int left;

  /// The words of the dictionary of the row group, and which of them the rows of the page have;
  /// none where they stand in the page itself.
  private String[] words = {};

  private long[] codes = {};
  private int at;
  private boolean coded;

  Texts(Pages pages) {
    this.pages = pages;
  }

  /// The texts of one page that was read already.
  Texts(Pages.Page page) {
    this.pages = null;
    this.content = page.content();
    this.left = page.count();
  }

  /// {@return the text in the next row}
  public String next() throws IOException {
    if (left == 0) {
      fill();
    }
    left--;
    if (coded) {
      return words[(int) codes[at++]];
    }
    int length = content.u32();
    return new String(content.array(), content.skip(length), length, UTF_8);
  }

  private void fill() throws IOException {
    if (pages == null) {
      throw new DamagedTableException("a dictionary has fewer words than it says");
    }
    Pages.Page page = pages.next();
    if (page.type() == Parquet.DICTIONARY_PAGE) {
      Texts dictionary = new Texts(page);
      words = new String[page.count()];
      for (int word = 0; word < words.length; word++) {
        words[word] = dictionary.next();
      }
      page = pages.next();
    }
    coded = page.encoding() == Parquet.RLE_DICTIONARY;
    if (page.type() != Parquet.DATA_PAGE || !(coded || page.encoding() == Parquet.PLAIN)) {
      throw pages.damaged("a page is in another encoding");
    }
    if (coded) {
      codes = codes.length < page.count() ? new long[page.count()] : codes;
      HybridEncoding.decode(page.content(), codes, page.count(), words.length);
      at = 0;
    } else {
      content = page.content();
    }
    left = page.count();
  }
}
