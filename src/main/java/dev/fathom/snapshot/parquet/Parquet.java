package dev.fathom.snapshot.parquet;

/// The numbers that stand for things in the format (`parquet.thrift`).
final class Parquet {
  /// Begins and ends a file.
  static final byte[] MAGIC = {'P', 'A', 'R', '1'};

  // Type
  static final int INT64 = 2;
  static final int BYTE_ARRAY = 6;

  // FieldRepetitionType
  static final int REQUIRED = 0;

  // ConvertedType
  static final int UTF8 = 0;

  // Encoding
  static final int PLAIN = 0;
  static final int RLE = 3;
  static final int DELTA_BINARY_PACKED = 5;
  static final int RLE_DICTIONARY = 8;

  // CompressionCodec
  static final int ZSTD = 6;

  // PageType
  static final int DATA_PAGE = 0;
  static final int DICTIONARY_PAGE = 2;

  /// Rows a page: small enough for buffers that are reused, large enough that headers do not
  /// matter.
  static final int PAGE_ROWS = 1 << 16;

  /// Rows a row group: what an engine gives to one of its threads, and skips by its statistics.
  static final int GROUP_ROWS = 1 << 20;

  /// Texts end a page before it has this many bytes, unless one alone has.
  static final int TEXT_PAGE_BYTES = 1 << 20;

  /// No page of ours is larger; a page that says it is, is none.
  static final int LARGEST_PAGE_BYTES = 1 << 26;

  private Parquet() {}
}
