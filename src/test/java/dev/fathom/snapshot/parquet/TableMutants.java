package dev.fathom.snapshot.parquet;

import dev.fathom.testing.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// Tables of a snapshot whose bytes are changed: of the metadata, of heads of pages, and of pages,
/// whose checksums are made right again.
public final class TableMutants {
  /// As the checksum of most pages is written.
  private static final int CHECKSUM_BYTES = 5;

  /// What of a message tells of one mutant alone: numbers, and the name of a column, which may be
  /// anything.
  private static final Pattern NAMES =
      Pattern.compile(
          "(?<=column ).*(?=: | may have| has fewer)|(?<=no such column as ).*|\\d+",
          Pattern.DOTALL);

  /// A page in a table.
  ///
  /// @param head where it begins
  /// @param checksum where that of its content is
  /// @param start where its content begins
  /// @param end of that
  private record Place(int head, int checksum, int start, int end) {}

  @SuppressWarnings("ArrayRecordComponent") // changed in copies only, compared by nobody
  private record Table(byte[] bytes, int footer, List<Place> pages) {}

  private final List<Table> tables;

  private TableMutants(List<Table> tables) {
    this.tables = tables;
  }

  /// Takes the tables out of a snapshot.
  public static TableMutants of(Path snapshot) throws IOException {
    List<Table> tables = new ArrayList<>();
    try (ZipFile zip = new ZipFile(snapshot.toFile());
        FileChannel channel = FileChannel.open(snapshot, StandardOpenOption.READ)) {
      byte[] manifest = zip.getInputStream(zip.getEntry("manifest.json")).readAllBytes();
      byte[] all = Files.readAllBytes(snapshot);
      Map<String, @Nullable Object> told =
          Json.parseObject(new String(manifest, StandardCharsets.UTF_8));
      for (Object each : Json.array(told.get("tables"))) {
        Map<String, @Nullable Object> place = Json.object(each);
        int start = number(place.get("offset"));
        int bytes = number(place.get("bytes"));
        byte[] content = java.util.Arrays.copyOfRange(all, start, start + bytes);
        String name = String.valueOf(place.get("name"));
        int footerChecksum = number(place.get("footerCrc32"));
        TableReader reader = TableReader.open(channel, start, bytes, name, footerChecksum);
        tables.add(table(content, reader));
      }
    }
    return new TableMutants(tables);
  }

  private static int number(@Nullable Object value) {
    return value instanceof Number number ? number.intValue() : -1;
  }

  private static Table table(byte[] bytes, TableReader reader) throws IOException {
    byte[] slack = java.util.Arrays.copyOf(bytes, bytes.length + Input.SLACK_BYTES);
    int footer = bytes.length - 8 - new Input(slack, bytes.length - 8, bytes.length).u32();
    List<Place> pages = new ArrayList<>();
    for (TableReader.Column column : reader.columns()) {
      for (TableReader.Chunk chunk : column.chunks()) {
        int end = (int) (chunk.offset() + chunk.bytes());
        for (int at = (int) chunk.offset(); at < end; ) {
          Place place = place(slack, at, end);
          pages.add(place);
          at = place.end();
        }
      }
    }
    return new Table(bytes, footer, pages);
  }

  private static Place place(byte[] bytes, int head, int end) throws IOException {
    Input input = new Input(bytes, head, end);
    CompactReader in = new CompactReader(input);
    int packed = 0;
    int checksum = -1;
    int field = in.begin();
    while (field != 0) {
      int before = input.position();
      if (field == 3) {
        packed = in.size();
      } else {
        in.skip();
      }
      if (field == 4 && input.position() - before == CHECKSUM_BYTES) {
        checksum = before;
      }
      field = in.next();
    }
    return new Place(head, checksum, input.position(), input.position() + packed);
  }

  /// {@return a table with these changes, made one after another}
  public byte[] mutant(List<Long> lineage) {
    Table table = tables.get((int) Math.floorMod(lineage.getFirst(), (long) tables.size()));
    byte[] bytes = table.bytes().clone();
    for (long number : lineage) {
      change(table, bytes, new SplittableRandom(number));
    }
    table.pages().forEach(page -> mend(page, bytes));
    SplittableRandom last = new SplittableRandom(-lineage.getLast());
    return last.nextInt(32) == 0
        ? java.util.Arrays.copyOf(bytes, last.nextInt(bytes.length))
        : bytes;
  }

  private static void change(Table table, byte[] bytes, SplittableRandom random) {
    List<Place> pages = table.pages();
    int start = table.footer();
    int end = bytes.length;
    if (!pages.isEmpty() && random.nextInt(3) > 0) {
      Place page = pages.get(random.nextInt(pages.size()));
      boolean head = random.nextInt(3) == 0;
      start = head ? page.head() : page.start();
      end = head ? page.start() : page.end();
    }
    int changes = 1 << random.nextInt(5);
    for (int change = 0; change < changes && start < end; change++) {
      int at = start + random.nextInt(end - start);
      bytes[at] =
          (byte)
              switch (random.nextInt(5)) {
                case 0 -> random.nextInt();
                case 1 -> bytes[at] ^ 1 << random.nextInt(8);
                case 2 -> random.nextInt(3) - 1;
                case 3 -> bytes[start + random.nextInt(end - start)];
                default -> bytes[at] + random.nextInt(5) - 2;
              };
    }
  }

  /// Has the checksum be the one of what is there now, in as many bytes as it had.
  private static void mend(Place page, byte[] bytes) {
    if (page.checksum() < 0) {
      return;
    }
    CRC32 sum = new CRC32();
    sum.update(bytes, page.start(), page.end() - page.start());
    long value = (int) sum.getValue();
    long zigzag = value << 1 ^ value >> (Long.SIZE - 1);
    for (int at = 0; at < CHECKSUM_BYTES; at++) {
      boolean last = at == CHECKSUM_BYTES - 1;
      bytes[page.checksum() + at] = (byte) (((zigzag >>> (7 * at)) & 0x7f) | (last ? 0 : 0x80));
    }
  }

  /// Reads all columns of a table that is a file of its own, as a dataset's are.
  ///
  /// @return why it cannot be read, without numbers and names; empty where it can
  public static String read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      TableReader reader = TableReader.open(channel, "mutant");
      for (TableReader.Column column : reader.columns()) {
        read(reader, column);
      }
      return "";
    } catch (DamagedTableException damaged) {
      return NAMES.matcher(String.valueOf(damaged.getMessage())).replaceAll("");
    }
  }

  private static void read(TableReader reader, TableReader.Column column) throws IOException {
    if (column.type() == Parquet.INT64) {
      Numbers numbers = reader.numbers(column.name());
      for (int row = 0; row < reader.rows(); row++) {
        numbers.next();
      }
    } else if (column.type() == Parquet.BYTE_ARRAY) {
      Texts texts = reader.texts(column.name());
      for (int row = 0; row < reader.rows(); row++) {
        texts.next();
      }
    }
  }
}
