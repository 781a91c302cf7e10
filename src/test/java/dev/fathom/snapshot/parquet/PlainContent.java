package dev.fathom.snapshot.parquet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.fathom.testing.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// All that is in a snapshot, decompressed: for searching through.
public final class PlainContent {
  private PlainContent() {}

  /// The bytes of the file, of its manifest, and of each page of each column, each byte as a
  /// character.
  public static String of(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      StringBuilder all = new StringBuilder(new String(Files.readAllBytes(file), ISO_8859_1));
      String manifest =
          new String(zip.getInputStream(zip.getEntry("manifest.json")).readAllBytes(), ISO_8859_1);
      all.append(manifest);
      for (Object table : Json.array(Json.parseObject(manifest).get("tables"))) {
        append(channel, Json.object(table), all);
      }
      return all.toString();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void append(
      FileChannel channel, Map<String, @Nullable Object> table, StringBuilder all)
      throws IOException {
    TableReader reader =
        TableReader.open(
            channel,
            number(table, "offset"),
            number(table, "bytes"),
            String.valueOf(table.get("name")),
            (int) number(table, "footerCrc32"));
    for (TableReader.Column column : reader.columns()) {
      Pages pages = new Pages(reader, column);
      for (long rows = 0; rows < reader.rows(); ) {
        Pages.Page page = pages.next();
        rows += page.type() == Parquet.DATA_PAGE ? page.count() : 0;
        int bytes = page.content().remaining();
        all.append(new String(page.content().array(), 0, bytes, ISO_8859_1)).append('\n');
      }
    }
  }

  private static long number(Map<String, @Nullable Object> object, String name) {
    return object.get(name) instanceof Number value ? value.longValue() : -1;
  }
}
