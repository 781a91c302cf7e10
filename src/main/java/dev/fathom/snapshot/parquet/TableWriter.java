package dev.fathom.snapshot.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fathom.host.ZstdLibrary;
import io.airlift.compress.v3.zstd.ZstdCompressor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import java.util.zip.CRC32;

/// Describes a table column by column, and then makes it.
///
/// A column says what stands in a row; it is asked for one row after the other, from 0. **Cost**:
/// some 10 ns a number. **Memory**: that of the compressed table.
public final class TableWriter {
  /// A dictionary with more words than this saves nothing.
  private static final int MOST_WORDS = Parquet.PAGE_ROWS / 2;

  /// In bytes: the smallest and the largest value are told where they are no longer.
  private static final int LONGEST_STATISTIC = 256;

  private static final Bounds NOT_TOLD = new Bounds();

  private final int rows;
  private final List<Column> columns = new ArrayList<>();
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final Spool spool = new Spool();
  private final TableOutput page = new TableOutput();
  private final TableOutput packed = new TableOutput();
  private final ZstdCompressor compressor = ZstdLibrary.compressor();
  private final long[] values;

  public TableWriter(int rows) {
    this.rows = rows;
    this.values = new long[Math.min(rows, Parquet.PAGE_ROWS) + Byte.SIZE];
    spool.append(Parquet.MAGIC, Parquet.MAGIC.length);
  }

  public int rows() {
    return rows;
  }

  private sealed interface Column {
    String name();
  }

  private record NumberColumn(String name, IntToLongFunction value) implements Column {}

  private record LabelColumn(String name, Labels labels, IntUnaryOperator code) implements Column {}

  private record TextColumn(String name, IntFunction<String> text) implements Column {}

  private record WordColumn(String name, IntFunction<String> word) implements Column {}

  /// A column chunk that was written.
  private record Chunk(long offset, long dataOffset, long plainBytes, long bytes, Bounds bounds) {
    boolean hasDictionary() {
      return dataOffset > offset;
    }
  }

  /// The smallest value of a column chunk and the largest, as the format writes them.
  private static final class Bounds {
    private byte[] least = {};
    private byte[] most = {};
    private boolean told;

    void include(byte[] value) {
      least = !told || Arrays.compareUnsigned(value, least) < 0 ? value : least;
      most = !told || Arrays.compareUnsigned(value, most) > 0 ? value : most;
      told = true;
    }

    static Bounds of(long least, long most) {
      Bounds bounds = new Bounds();
      bounds.least = bytes(least);
      bounds.most = bytes(most);
      bounds.told = true;
      return bounds;
    }

    boolean areShort() {
      return told && Math.max(least.length, most.length) <= LONGEST_STATISTIC;
    }

    private static byte[] bytes(long value) {
      TableOutput bytes = new TableOutput();
      bytes.u64(value);
      return Arrays.copyOf(bytes.array(), Long.BYTES);
    }
  }

  /// A column of numbers: 64-bit, signed. Addresses are numbers: those of the upper half of the
  /// address space, which no program has, come out negative.
  public TableWriter numbers(String name, IntToLongFunction value) {
    columns.add(new NumberColumn(name, value));
    return this;
  }

  /// A column of a few words.
  public TableWriter labels(String name, Labels labels, IntUnaryOperator code) {
    columns.add(new LabelColumn(name, labels, code));
    return this;
  }

  /// A column of text.
  public TableWriter texts(String name, IntFunction<String> text) {
    columns.add(new TextColumn(name, text));
    return this;
  }

  /// A column of text that repeats itself, as names of types do over many looks: each is written
  /// once a row group, with the first and the last of them, so that who looks for one name skips
  /// groups.
  public TableWriter words(String name, IntFunction<String> word) {
    columns.add(new WordColumn(name, word));
    return this;
  }

  /// Says something of the table as a whole, for programs.
  public TableWriter property(String key, String value) {
    properties.put(key, value);
    return this;
  }

  /// Makes the table.
  public Spool write() {
    List<List<Chunk>> groups = new ArrayList<>();
    for (int first = 0; first < rows; first += Parquet.GROUP_ROWS) {
      int end = first + Math.min(Parquet.GROUP_ROWS, rows - first);
      List<Chunk> chunks = new ArrayList<>();
      for (Column column : columns) {
        chunks.add(
            switch (column) {
              case NumberColumn numbers -> chunk(numbers, first, end);
              case LabelColumn labels -> chunk(labels, first, end);
              case TextColumn texts -> chunk(texts.text(), first, end, NOT_TOLD);
              case WordColumn words -> chunk(words, first, end);
            });
      }
      groups.add(chunks);
      if (end == rows) {
        break; // first + GROUP_ROWS could overflow
      }
    }
    footer(groups);
    return spool;
  }

  private Chunk chunk(NumberColumn column, int first, int end) {
    long offset = spool.bytes();
    long plain = 0;
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (int row = first; row < end; ) {
      int inPage = Math.min(Parquet.PAGE_ROWS, end - row);
      for (int i = 0; i < inPage; i++, row++) {
        long value = column.value().applyAsLong(row);
        values[i] = value;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      page.clear();
      DeltaEncoding.encode(values, inPage, page);
      plain += page(Parquet.DATA_PAGE, Parquet.DELTA_BINARY_PACKED, inPage);
    }
    return new Chunk(offset, offset, plain, spool.bytes() - offset, Bounds.of(least, most));
  }

  private Chunk chunk(LabelColumn column, int first, int end) {
    long offset = spool.bytes();
    List<String> words = column.labels().words();
    int[] places = column.labels().placesByCode();
    page.clear();
    words.forEach(this::plain);
    long plain = page(Parquet.DICTIONARY_PAGE, Parquet.PLAIN, words.size());
    long dataOffset = spool.bytes();
    for (int row = first; row < end; ) {
      int inPage = Math.min(Parquet.PAGE_ROWS, end - row);
      for (int i = 0; i < inPage; i++, row++) {
        values[i] = places[column.code().applyAsInt(row)];
        if (values[i] < 0) {
          throw new IllegalArgumentException(column.name() + " has no label in row " + row);
        }
      }
      page.clear();
      HybridEncoding.encode(values, inPage, words.size(), page);
      plain += page(Parquet.DATA_PAGE, Parquet.RLE_DICTIONARY, inPage);
    }
    return new Chunk(offset, dataOffset, plain, spool.bytes() - offset, NOT_TOLD);
  }

  private Chunk chunk(WordColumn column, int first, int end) {
    Map<String, Integer> places = new LinkedHashMap<>();
    Bounds bounds = new Bounds();
    for (int row = first; row < end; row++) {
      String word = column.word().apply(row);
      if (places.putIfAbsent(word, places.size()) == null) {
        bounds.include(word.getBytes(UTF_8));
      }
    }
    if (places.size() > MOST_WORDS) {
      return chunk(column.word(), first, end, bounds);
    }
    long offset = spool.bytes();
    page.clear();
    places.keySet().forEach(this::plain);
    long plain = page(Parquet.DICTIONARY_PAGE, Parquet.PLAIN, places.size());
    long dataOffset = spool.bytes();
    for (int row = first; row < end; ) {
      int inPage = Math.min(Parquet.PAGE_ROWS, end - row);
      for (int i = 0; i < inPage; i++, row++) {
        values[i] = places.getOrDefault(column.word().apply(row), 0);
      }
      page.clear();
      HybridEncoding.encode(values, inPage, places.size(), page);
      plain += page(Parquet.DATA_PAGE, Parquet.RLE_DICTIONARY, inPage);
    }
    return new Chunk(offset, dataOffset, plain, spool.bytes() - offset, bounds);
  }

  private Chunk chunk(IntFunction<String> text, int first, int end, Bounds bounds) {
    long offset = spool.bytes();
    long plain = 0;
    for (int row = first; row < end; ) {
      page.clear();
      int inPage = 0;
      while (row < end && inPage < Parquet.PAGE_ROWS && page.count() < Parquet.TEXT_PAGE_BYTES) {
        plain(text.apply(row++));
        inPage++;
      }
      plain += page(Parquet.DATA_PAGE, Parquet.PLAIN, inPage);
    }
    return new Chunk(offset, offset, plain, spool.bytes() - offset, bounds);
  }

  private void plain(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    page.u32(bytes.length);
    page.put(bytes);
  }

  /// Compresses what is in `page`, and appends it with its header. Returns the bytes that it would
  /// have uncompressed.
  private long page(int type, int encoding, int count) {
    packed.clear();
    Zstd.compress(compressor, page.array(), page.count(), packed);
    CRC32 checksum = new CRC32();
    checksum.update(packed.array(), 0, packed.count());
    TableOutput header = new TableOutput();
    CompactWriter out =
        new CompactWriter(header)
            .number(1, type)
            .number(2, page.count())
            .number(3, packed.count())
            .number(4, (int) checksum.getValue());
    if (type == Parquet.DATA_PAGE) {
      out.begin(5)
          .number(1, count)
          .number(2, encoding)
          .number(3, Parquet.RLE)
          .number(4, Parquet.RLE)
          .end();
    } else {
      out.begin(7).number(1, count).number(2, encoding).end();
    }
    out.end();
    spool.append(header);
    spool.append(packed);
    return (long) header.count() + page.count();
  }

  private void footer(List<List<Chunk>> groups) {
    TableOutput footer = new TableOutput();
    CompactWriter out = new CompactWriter(footer).number(1, 2);
    out.list(2, CompactWriter.STRUCT, columns.size() + 1);
    out.element().text(4, "table").number(5, columns.size()).end();
    for (Column column : columns) {
      boolean number = column instanceof NumberColumn;
      out.element()
          .number(1, number ? Parquet.INT64 : Parquet.BYTE_ARRAY)
          .number(3, Parquet.REQUIRED)
          .text(4, column.name());
      if (!number) {
        out.number(6, Parquet.UTF8).begin(10).begin(1).end().end();
      }
      out.end();
    }
    out.number(3, (long) rows);
    out.list(4, CompactWriter.STRUCT, groups.size());
    for (int group = 0; group < groups.size(); group++) {
      int inGroup = Math.min(Parquet.GROUP_ROWS, rows - group * Parquet.GROUP_ROWS);
      group(groups.get(group), inGroup, out);
    }
    if (!properties.isEmpty()) {
      out.list(5, CompactWriter.STRUCT, properties.size());
      properties.forEach((key, value) -> out.element().text(1, key).text(2, value).end());
    }
    out.text(6, "fathom");
    // Every column is ordered as its type says: without this line nobody trusts the statistics.
    out.list(7, CompactWriter.STRUCT, columns.size());
    columns.forEach(column -> out.element().begin(1).end().end());
    out.end();
    CRC32 checksum = new CRC32();
    checksum.update(footer.array(), 0, footer.count());
    spool.append(footer);
    spool.footer((int) checksum.getValue());
    TableOutput end = new TableOutput();
    end.u32(footer.count());
    end.put(Parquet.MAGIC);
    spool.append(end);
  }

  private void group(List<Chunk> chunks, int inGroup, CompactWriter out) {
    out.element().list(1, CompactWriter.STRUCT, columns.size());
    for (int column = 0; column < columns.size(); column++) {
      Chunk chunk = chunks.get(column);
      out.element().number(2, 0L).begin(3);
      metadata(columns.get(column), chunk, inGroup, out);
      out.end().end();
    }
    out.number(2, chunks.stream().mapToLong(Chunk::plainBytes).sum());
    out.number(3, (long) inGroup);
    out.number(5, chunks.getFirst().offset());
    out.number(6, chunks.stream().mapToLong(Chunk::bytes).sum());
    out.end();
  }

  private static void metadata(Column column, Chunk chunk, int inGroup, CompactWriter out) {
    int[] encodings =
        switch (column) {
          case NumberColumn numbers -> new int[] {Parquet.DELTA_BINARY_PACKED};
          case LabelColumn labels -> new int[] {Parquet.PLAIN, Parquet.RLE_DICTIONARY};
          case TextColumn texts -> new int[] {Parquet.PLAIN};
          case WordColumn words when !chunk.hasDictionary() -> new int[] {Parquet.PLAIN};
          case WordColumn words -> new int[] {Parquet.PLAIN, Parquet.RLE_DICTIONARY};
        };
    out.number(1, column instanceof NumberColumn ? Parquet.INT64 : Parquet.BYTE_ARRAY);
    out.list(2, CompactWriter.I32, encodings.length);
    for (int encoding : encodings) {
      out.elementNumber(encoding);
    }
    out.list(3, CompactWriter.BINARY, 1).elementText(column.name());
    out.number(4, Parquet.ZSTD)
        .number(5, (long) inGroup)
        .number(6, chunk.plainBytes())
        .number(7, chunk.bytes())
        .number(9, chunk.dataOffset());
    if (chunk.hasDictionary()) {
      out.number(11, chunk.offset());
    }
    if (chunk.bounds().areShort()) {
      out.begin(12)
          .number(3, 0L)
          .binary(5, chunk.bounds().most)
          .binary(6, chunk.bounds().least)
          .end();
    }
  }
}
