package dev.fathom.snapshot.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// A table in a part of a file, read column by column. What a column does not need is not read.
public final class TableReader {
  private static final int TAIL_BYTES = Integer.BYTES + Parquet.MAGIC.length;
  private static final int LARGEST_FOOTER_BYTES = 1 << 26;

  /// No page is smaller: the fields of its header, and an empty frame of zstd (RFC 8878: a magic
  /// number, a frame header, a block header).
  private static final int LEAST_PAGE_BYTES = 24;

  /// A table of up to so many bytes is read at once.
  private static final int SMALL_BYTES = 1 << 18;

  private final FileChannel file;
  private final long start;
  private final long bytes;
  private final String name;
  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final Map<String, String> properties = new LinkedHashMap<>();
  private int rows;

  /// All of a small table.
  private byte @Nullable [] content;

  /// A column: its type, and its chunks in the order of their rows.
  record Column(String name, int type, List<Chunk> chunks) {}

  /// A column chunk, with its place in the table.
  record Chunk(int rows, long offset, long bytes) {}

  private TableReader(FileChannel file, long start, long bytes, String name) {
    this.file = file;
    this.start = start;
    this.bytes = bytes;
    this.name = name;
  }

  /// Opens the table that is `bytes` long and begins at `start` in a file.
  ///
  /// @param name for messages
  /// @param footerChecksum the CRC-32 that its metadata must have
  /// @throws DamagedTableException if there is no such table
  public static TableReader open(
      FileChannel file, long start, long bytes, String name, int footerChecksum)
      throws IOException {
    return open(new TableReader(file, start, bytes, name), OptionalInt.of(footerChecksum));
  }

  /// Opens a file that is one table, whose metadata nothing protects.
  ///
  /// @param name for messages
  /// @throws DamagedTableException if it is none
  public static TableReader open(FileChannel file, String name) throws IOException {
    return open(new TableReader(file, 0, file.size(), name), OptionalInt.empty());
  }

  private static TableReader open(TableReader reader, OptionalInt footerChecksum)
      throws IOException {
    FileChannel file = reader.file;
    long start = reader.start;
    long bytes = reader.bytes;
    if (start < 0 || bytes < TAIL_BYTES || start > file.size() - bytes) {
      throw reader.damaged("it is not in the file");
    }
    if (bytes <= SMALL_BYTES) {
      byte[] all = new byte[(int) bytes];
      reader.read(0, all, all.length);
      reader.content = all;
    }
    reader.footer(footerChecksum);
    return reader;
  }

  public int rows() {
    return rows;
  }

  public boolean has(String column) {
    return columns.containsKey(column);
  }

  /// {@return the names of the columns, in their order}
  public List<String> columnNames() {
    return List.copyOf(columns.keySet());
  }

  /// {@return what is said of the table as a whole under a key; empty where nothing is}
  public String property(String key) {
    return properties.getOrDefault(key, "");
  }

  /// {@return the names of the columns of numbers}
  public Set<String> numberNames() {
    Set<String> names = new HashSet<>();
    columns.values().stream()
        .filter(column -> column.type() == Parquet.INT64)
        .forEach(column -> names.add(column.name()));
    return names;
  }

  /// A column of numbers, from its first row on.
  public Numbers numbers(String column) throws IOException {
    return new Numbers(pages(column, Parquet.INT64), rows);
  }

  /// A column of labels, from its first row on.
  public Codes codes(String column, Labels labels) throws IOException {
    return new Codes(pages(column, Parquet.BYTE_ARRAY), labels, rows);
  }

  /// A column of texts, from its first row on.
  public Texts texts(String column) throws IOException {
    return new Texts(pages(column, Parquet.BYTE_ARRAY));
  }

  private Pages pages(String column, int type) throws DamagedTableException {
    Column found = columns.get(column);
    if (found == null || found.type() != type) {
      throw damaged("there is no such column as " + column);
    }
    return new Pages(this, found);
  }

  /// {@return all columns, in their order}
  Collection<Column> columns() {
    return columns.values();
  }

  DamagedTableException damaged(String what) {
    return new DamagedTableException("table " + name + ": " + what);
  }

  /// Fills the beginning of `into`, which has room for it, with bytes of the table.
  void read(long offset, byte[] into, int count) throws IOException {
    if (offset < 0 || count < 0 || offset > bytes - count) {
      throw damaged("something lies beyond its end");
    }
    if (content != null) {
      System.arraycopy(content, (int) offset, into, 0, count);
      return;
    }
    ByteBuffer buffer = ByteBuffer.wrap(into, 0, count);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, start + offset + buffer.position()) < 0) {
        throw damaged("the file ends before it does");
      }
    }
  }

  private void footer(OptionalInt checksum) throws IOException {
    byte[] tail = new byte[TAIL_BYTES + Input.SLACK_BYTES];
    read(bytes - TAIL_BYTES, tail, TAIL_BYTES);
    int length = new Input(tail, 0, TAIL_BYTES).u32();
    boolean marked =
        Arrays.equals(tail, Integer.BYTES, TAIL_BYTES, Parquet.MAGIC, 0, Parquet.MAGIC.length);
    if (!marked || length < 0 || length > LARGEST_FOOTER_BYTES || length > bytes - TAIL_BYTES) {
      throw damaged("it does not end as a Parquet table does");
    }
    byte[] footer = new byte[length + Input.SLACK_BYTES];
    read(bytes - TAIL_BYTES - length, footer, length);
    CRC32 found = new CRC32();
    found.update(footer, 0, length);
    if (checksum.isPresent() && (int) found.getValue() != checksum.getAsInt()) {
      throw damaged("its metadata is not what was written");
    }
    parse(new CompactReader(new Input(footer, 0, length)));
  }

  private void parse(CompactReader in) throws DamagedTableException {
    long total = -1;
    long inGroups = 0;
    for (int field = in.begin(); field != 0; field = in.next()) {
      switch (field) {
        case 2 -> schema(in);
        case 3 -> total = in.size();
        case 4 -> {
          int groups = in.list(CompactWriter.STRUCT);
          for (int group = 0; group < groups; group++) {
            inGroups += group(in);
          }
        }
        case 5 -> {
          int pairs = in.list(CompactWriter.STRUCT);
          for (int pair = 0; pair < pairs; pair++) {
            property(in);
          }
        }
        default -> in.skip();
      }
    }
    if (total < 0 || total != inGroups) {
      throw damaged("its row groups do not have as many rows as it");
    }
    checkRoom();
    rows = (int) total;
  }

  private void property(CompactReader in) throws DamagedTableException {
    String key = "";
    String value = "";
    for (int field = in.begin(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> key = in.text();
        case 2 -> value = in.text();
        default -> in.skip();
      }
    }
    properties.put(key, value);
  }

  /// Each column has bytes of its own, and enough of them for its rows: whoever makes room for the
  /// rows then makes it for what is there.
  private void checkRoom() throws DamagedTableException {
    long taken = 0;
    for (Column column : columns.values()) {
      for (Chunk chunk : column.chunks()) {
        if (chunk.rows() > mostRows(chunk.bytes())) {
          throw damaged("column " + column.name() + " has fewer bytes than its rows take");
        }
        taken += Math.min(chunk.bytes(), bytes + 1); // more than there are is more already
        if (taken > bytes) {
          throw damaged("its columns have more bytes than it");
        }
      }
    }
  }

  /// {@return how many rows so many bytes of a file can hold at most: full pages that say the same
  /// of every row}
  public static long mostRows(long bytes) {
    return bytes / LEAST_PAGE_BYTES * Parquet.PAGE_ROWS;
  }

  private void schema(CompactReader in) throws DamagedTableException {
    int elements = in.list(CompactWriter.STRUCT);
    for (int element = 0; element < elements; element++) {
      int type = -1;
      int repetition = -1;
      String column = "";
      for (int field = in.begin(); field != 0; field = in.next()) {
        switch (field) {
          case 1 -> type = in.size();
          case 3 -> repetition = in.size();
          case 4 -> column = in.text();
          default -> in.skip();
        }
      }
      if (element > 0) {
        if (repetition != Parquet.REQUIRED) {
          throw damaged("column " + column + " may have no value");
        }
        columns.put(column, new Column(column, type, new ArrayList<>()));
      }
    }
  }

  private long group(CompactReader in) throws DamagedTableException {
    List<Chunk> chunks = new ArrayList<>();
    long inGroup = -1;
    for (int field = in.begin(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> {
          int count = in.list(CompactWriter.STRUCT);
          for (int chunk = 0; chunk < count; chunk++) {
            chunks.add(chunk(in));
          }
        }
        case 3 -> inGroup = in.size();
        default -> in.skip();
      }
    }
    if (chunks.size() != columns.size()) {
      throw damaged("a row group has not all columns");
    }
    int at = 0;
    for (Column column : columns.values()) {
      Chunk chunk = chunks.get(at++);
      if (chunk.rows() != inGroup) {
        throw damaged("columns are not equally long");
      }
      column.chunks().add(chunk);
    }
    return inGroup;
  }

  private Chunk chunk(CompactReader in) throws DamagedTableException {
    Chunk chunk = new Chunk(-1, 0, 0);
    for (int field = in.begin(); field != 0; field = in.next()) {
      if (field == 3) {
        in.expectStruct();
        chunk = metadata(in);
      } else {
        in.skip();
      }
    }
    return chunk;
  }

  private Chunk metadata(CompactReader in) throws DamagedTableException {
    long values = -1;
    long length = -1;
    long data = -1;
    long dictionary = -1;
    long codec = -1;
    for (int field = in.begin(); field != 0; field = in.next()) {
      switch (field) {
        case 4 -> codec = in.number();
        case 5 -> values = in.size();
        case 7 -> length = in.number();
        case 9 -> data = in.number();
        case 11 -> dictionary = in.number();
        default -> in.skip();
      }
    }
    if (codec != Parquet.ZSTD || values < 0 || length < 0 || data < 0) {
      throw damaged("a column chunk is not of the kind that Fathom writes");
    }
    return new Chunk((int) values, dictionary < 0 ? data : dictionary, length);
  }
}
