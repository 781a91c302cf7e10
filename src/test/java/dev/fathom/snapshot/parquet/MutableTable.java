package dev.fathom.snapshot.parquet;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A table of a snapshot with all that stands in it, to be changed and written as Fathom would have
/// written it: what is wrong then, no checksum tells.
final class MutableTable {
  /// Words at the edges of types, or with a meaning of their own.
  private static final long[] ODD = {
    0,
    1,
    -1,
    2,
    8,
    255,
    4095,
    4096,
    65_535,
    1 << 20,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    1L << 32,
    1L << 40,
    1L << 47,
    0x7fff_ffff_f000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -4096
  };

  private static final List<String> ODD_TEXTS =
      List.of(
          "", " ", "\u001b[31m", "a\nb", "\"", "<script>", "0", "-1", "..", "/", "x".repeat(5000));

  private sealed interface Content {}

  @SuppressWarnings("ArrayRecordComponent") // changed in copies only, compared by nobody
  private record NumberContent(long[] values) implements Content {}

  @SuppressWarnings("ArrayRecordComponent")
  private record LabelContent(List<String> words, long[] places) implements Content {}

  private record TextContent(List<String> texts) implements Content {}

  private record Column(String name, Content content) {}

  private final int rows;
  private final List<Column> columns;

  /// What it comes to; null until that was asked for.
  private @Nullable Spool written;

  private MutableTable(int rows, List<Column> columns) {
    this.rows = rows;
    this.columns = columns;
  }

  static MutableTable read(FileChannel file, long start, long bytes, String name, int checksum)
      throws IOException {
    TableReader reader = TableReader.open(file, start, bytes, name, checksum);
    List<Column> columns = new ArrayList<>();
    for (TableReader.Column column : reader.columns()) {
      columns.add(new Column(column.name(), content(reader, column)));
    }
    return new MutableTable(reader.rows(), columns);
  }

  private static Content content(TableReader reader, TableReader.Column column) throws IOException {
    if (column.type() == Parquet.INT64) {
      Numbers numbers = reader.numbers(column.name());
      long[] values = new long[reader.rows()];
      for (int row = 0; row < values.length; row++) {
        values[row] = numbers.next();
      }
      return new NumberContent(values);
    }
    if (reader.rows() == 0) {
      return new TextContent(List.of());
    }
    Pages pages = new Pages(reader, column);
    Pages.Page page = pages.next();
    if (page.type() != Parquet.DICTIONARY_PAGE) {
      Texts texts = reader.texts(column.name());
      List<String> all = new ArrayList<>();
      for (int row = 0; row < reader.rows(); row++) {
        all.add(texts.next());
      }
      return new TextContent(all);
    }
    List<String> words = new ArrayList<>();
    Texts dictionary = new Texts(page);
    for (int word = 0; word < page.count(); word++) {
      words.add(dictionary.next());
    }
    long[] places = new long[reader.rows() + Byte.SIZE];
    for (int done = 0; done < reader.rows(); ) {
      page = pages.next();
      if (page.type() == Parquet.DATA_PAGE) {
        long[] some = new long[Parquet.PAGE_ROWS];
        HybridEncoding.decode(page.content(), some, page.count(), words.size());
        System.arraycopy(some, 0, places, done, page.count());
        done += page.count();
      }
    }
    return new LabelContent(words, Arrays.copyOf(places, reader.rows()));
  }

  int rows() {
    return rows;
  }

  /// {@return this table as it is written}
  synchronized Spool written() {
    Spool already = written;
    if (already == null) {
      already = writer().write();
      written = already;
    }
    return already;
  }

  private TableWriter writer() {
    TableWriter writer = new TableWriter(rows);
    for (Column column : columns) {
      switch (column.content()) {
        case NumberContent numbers -> writer.numbers(column.name(), row -> numbers.values()[row]);
        case TextContent texts -> writer.texts(column.name(), row -> texts.texts().get(row));
        case LabelContent labels ->
            writer.labels(column.name(), labels(labels.words()), row -> (int) labels.places()[row]);
      }
    }
    return writer;
  }

  private static Labels labels(List<String> words) {
    Labels labels = Labels.of(new Thread.State[0], state -> 0);
    for (int code = 0; code < words.size(); code++) {
      labels = labels.and(words.get(code), code);
    }
    return labels;
  }

  /// {@return one like it in which a column of numbers has this one in each row}
  MutableTable with(String column, long value) {
    List<Column> changed = new ArrayList<>();
    for (Column each : columns) {
      long[] values = new long[rows];
      Arrays.fill(values, value);
      changed.add(
          each.name().equals(column) ? new Column(column, new NumberContent(values)) : each);
    }
    return new MutableTable(rows, changed);
  }

  /// {@return one like it with something wrong}
  MutableTable mutant(SplittableRandom random) {
    List<Column> changed = new ArrayList<>(columns);
    int kind = random.nextInt(12);
    if (kind == 0 && columns.size() > 1) {
      changed.remove(random.nextInt(columns.size()));
      return new MutableTable(rows, changed);
    }
    if (kind == 1) {
      int other =
          switch (random.nextInt(3)) {
            case 0 -> 0;
            case 1 -> Math.max(0, rows - 1);
            default -> random.nextInt(rows + 1);
          };
      return resized(other);
    }
    if (kind == 2 && rows > 0 && rows < 1 << 16) {
      return resized(rows * 2 + random.nextInt(8));
    }
    int which = random.nextInt(columns.size());
    Column column = columns.get(which);
    changed.set(which, new Column(column.name(), mutant(column.content(), random)));
    return new MutableTable(rows, changed);
  }

  private MutableTable resized(int to) {
    List<Column> resized = new ArrayList<>();
    for (Column column : columns) {
      resized.add(
          new Column(
              column.name(),
              switch (column.content()) {
                case NumberContent numbers -> new NumberContent(cycled(numbers.values(), to));
                case LabelContent labels ->
                    new LabelContent(labels.words(), cycled(labels.places(), to));
                case TextContent texts -> {
                  List<String> all = new ArrayList<>();
                  for (int row = 0; row < to; row++) {
                    all.add(
                        texts.texts().isEmpty()
                            ? ""
                            : texts.texts().get(row % texts.texts().size()));
                  }
                  yield new TextContent(all);
                }
              }));
    }
    return new MutableTable(to, resized);
  }

  private static long[] cycled(long[] values, int to) {
    long[] all = new long[to];
    for (int row = 0; row < to; row++) {
      all[row] = values.length == 0 ? 0 : values[row % values.length];
    }
    return all;
  }

  private Content mutant(Content content, SplittableRandom random) {
    int changes = 1 << random.nextInt(7);
    switch (content) {
      case NumberContent numbers -> {
        long[] values = numbers.values().clone();
        if (values.length == 0) {
          return content;
        }
        switch (random.nextInt(6)) {
          case 0 -> Arrays.fill(values, odd(random, values));
          case 1 -> {
            long by = odd(random, values);
            for (int row = random.nextInt(values.length); row < values.length; row++) {
              values[row] += by;
            }
          }
          default -> {
            for (int change = 0; change < changes; change++) {
              values[random.nextInt(values.length)] = odd(random, values);
            }
          }
        }
        return new NumberContent(values);
      }
      case LabelContent labels -> {
        if (random.nextInt(4) == 0) {
          List<String> words = new ArrayList<>(labels.words());
          words.set(random.nextInt(words.size()), odd(random));
          return new LabelContent(words, labels.places());
        }
        long[] places = labels.places().clone();
        for (int change = 0; change < changes && places.length > 0; change++) {
          places[random.nextInt(places.length)] = random.nextInt(labels.words().size());
        }
        return new LabelContent(labels.words(), places);
      }
      case TextContent texts -> {
        List<String> all = new ArrayList<>(texts.texts());
        for (int change = 0; change < changes && !all.isEmpty(); change++) {
          all.set(random.nextInt(all.size()), odd(random));
        }
        return new TextContent(all);
      }
    }
  }

  private static String odd(SplittableRandom random) {
    return ODD_TEXTS.get(random.nextInt(ODD_TEXTS.size()));
  }

  private long odd(SplittableRandom random, long[] values) {
    long there = values[random.nextInt(values.length)];
    return switch (random.nextInt(8)) {
      case 0 -> random.nextLong();
      case 1 -> there ^ 1L << random.nextInt(Long.SIZE);
      case 2 -> there + random.nextInt(-2, 3);
      case 3 -> there;
      case 4 -> random.nextInt(2 * rows + 1) - 1;
      case 5 -> there * 2;
      default -> ODD[random.nextInt(ODD.length)];
    };
  }
}
