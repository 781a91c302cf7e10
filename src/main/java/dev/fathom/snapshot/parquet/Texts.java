package dev.fathom.snapshot.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A column of texts, read from its first row to its last.
public final class Texts {
  private final @Nullable Pages pages;
  private Input content = new Input(new byte[0], 0, 0);
  private int left;

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
    int length = content.u32();
    return new String(content.array(), content.skip(length), length, UTF_8);
  }

  private void fill() throws IOException {
    if (pages == null) {
      throw new DamagedTableException("a dictionary has fewer words than it says");
    }
    Pages.Page page = pages.next();
    if (page.type() != Parquet.DATA_PAGE || page.encoding() != Parquet.PLAIN) {
      throw pages.damaged("a page is in another encoding");
    }
    content = page.content();
    left = page.count();
  }
}
