package dev.fathom.snapshot.parquet;

import java.io.IOException;
import java.util.zip.CRC32;

/// The pages of a column, one after the other.
final class Pages {
  /// No header of a page is longer: ours have some 30 bytes.
  private static final int LONGEST_HEADER_BYTES = 1024;

  private final TableReader table;
  private final TableReader.Column column;
  private byte[] packed = new byte[0];
  private byte[] plain = new byte[0];

  private int chunk = -1;

  /// Where the next page begins in the table, what is left of the chunk, and of its rows.
  private long offset;

  private long bytesLeft;
  private int rowsLeft;

  /// @param type data or dictionary
  /// @param encoding of its values
  /// @param count of its values
  /// @param content of the page, uncompressed; valid until the next one is read
  record Page(int type, int encoding, int count, Input content) {}

  private record Header(
      int type, int plainBytes, int bytes, int checksum, int count, int encoding) {}

  Pages(TableReader table, TableReader.Column column) {
    this.table = table;
    this.column = column;
  }

  DamagedTableException damaged(String what) {
    return table.damaged("column " + column.name() + ": " + what);
  }

  /// {@return the next page; there must be one}
  Page next() throws IOException {
    while (rowsLeft == 0) {
      if (++chunk >= column.chunks().size()) {
        throw damaged("it has no more rows");
      }
      offset = column.chunks().get(chunk).offset();
      bytesLeft = column.chunks().get(chunk).bytes();
      rowsLeft = column.chunks().get(chunk).rows();
    }
    Header header = header();
    if (header.bytes() > bytesLeft
        || header.bytes() < 0
        || header.plainBytes() < 0
        || header.bytes() > Parquet.LARGEST_PAGE_BYTES
        || header.plainBytes() > Parquet.LARGEST_PAGE_BYTES
        || header.count() <= 0
        || header.count() > Parquet.PAGE_ROWS) {
      throw damaged("a page is larger than any that Fathom writes");
    }
    if (packed.length < header.bytes() + Input.SLACK_BYTES) {
      packed = new byte[header.bytes() + Input.SLACK_BYTES];
    }
    table.read(offset, packed, header.bytes());
    CRC32 found = new CRC32();
    found.update(packed, 0, header.bytes());
    if ((int) found.getValue() != header.checksum()) {
      throw damaged("a page is not what was written");
    }
    offset += header.bytes();
    bytesLeft -= header.bytes();
    plain = Zstd.decompress(packed, header.bytes(), header.plainBytes(), plain);
    if (header.type() == Parquet.DATA_PAGE) {
      if (header.count() > rowsLeft) {
        throw damaged("its pages have more rows than it");
      }
      rowsLeft -= header.count();
    }
    return new Page(
        header.type(), header.encoding(), header.count(), new Input(plain, 0, header.plainBytes()));
  }

  private Header header() throws IOException {
    int most = (int) Math.min(LONGEST_HEADER_BYTES, bytesLeft);
    byte[] start = new byte[most + Input.SLACK_BYTES];
    table.read(offset, start, most);
    Input bytes = new Input(start, 0, most);
    CompactReader in = new CompactReader(bytes);
    int type = -1;
    int plainBytes = -1;
    int packedBytes = -1;
    int checksum = 0;
    int count = -1;
    int encoding = -1;
    for (int field = in.begin(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> type = in.size();
        case 2 -> plainBytes = in.size();
        case 3 -> packedBytes = in.size();
        case 4 -> checksum = (int) in.number();
        case 5, 7 -> {
          in.expectStruct();
          for (int inner = in.begin(); inner != 0; inner = in.next()) {
            switch (inner) {
              case 1 -> count = in.size();
              case 2 -> encoding = in.size();
              default -> in.skip();
            }
          }
        }
        default -> in.skip();
      }
    }
    offset += bytes.position();
    bytesLeft -= bytes.position();
    return new Header(type, plainBytes, packedBytes, checksum, count, encoding);
  }
}
