package dev.fathom.snapshot.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fathom.testing.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// Snapshots that are wrong and do not look so: each checksum is right, but what was written is
/// not.
public final class SnapshotMutants {
  private final Map<String, @Nullable Object> manifest;
  private final Map<String, MutableTable> tables;

  /// How many rows tables are said to have that have another number of them.
  private final Map<String, Long> claimed;

  private SnapshotMutants(
      Map<String, @Nullable Object> manifest,
      Map<String, MutableTable> tables,
      Map<String, Long> claimed) {
    this.manifest = manifest;
    this.tables = tables;
    this.claimed = claimed;
  }

  /// Takes a sound snapshot apart.
  public static SnapshotMutants of(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      String json =
          new String(zip.getInputStream(zip.getEntry("manifest.json")).readAllBytes(), UTF_8);
      Map<String, @Nullable Object> manifest = Json.parseObject(json);
      Map<String, MutableTable> tables = new LinkedHashMap<>();
      for (Object each : Json.array(manifest.get("tables"))) {
        Map<String, @Nullable Object> table = Json.object(each);
        String name = String.valueOf(table.get("name"));
        tables.put(
            name,
            MutableTable.read(
                channel,
                number(table, "offset"),
                number(table, "bytes"),
                name,
                (int) number(table, "footerCrc32")));
      }
      return new SnapshotMutants(manifest, tables, Map.of());
    }
  }

  private static long number(Map<String, @Nullable Object> of, String name) {
    return of.get(name) instanceof Number value ? value.longValue() : -1;
  }

  /// {@return the file, put together again}
  public byte[] bytes() throws IOException {
    return file(tables, manifest, claimed);
  }

  /// {@return one of which something more is wrong}
  public SnapshotMutants changed(SplittableRandom random) {
    Map<String, MutableTable> changed = new LinkedHashMap<>(tables);
    Map<String, @Nullable Object> told = manifest;
    Map<String, Long> more = new LinkedHashMap<>(claimed);
    List<String> names = new ArrayList<>(tables.keySet());
    int changes = 1 + random.nextInt(3);
    for (int change = 0; change < changes && !names.isEmpty(); change++) {
      String name = names.get(random.nextInt(names.size()));
      MutableTable table = changed.get(name);
      switch (random.nextInt(24)) {
        case 0 -> changed.remove(name);
        case 1 ->
            more.put(
                name,
                switch (random.nextInt(4)) {
                  case 0 -> (long) Integer.MAX_VALUE;
                  case 1 -> random.nextLong();
                  case 2 -> (long) random.nextInt();
                  default -> 0L;
                });
        case 2, 3, 4 -> told = Json.object(mutant(told, random, 0));
        default -> {
          if (table != null) {
            changed.put(name, table.mutant(random));
          }
        }
      }
    }
    return new SnapshotMutants(told, changed, more);
  }

  /// {@return a file one of whose tables claims to have so many rows}
  public byte[] claiming(String table, long rows) throws IOException {
    return file(tables, manifest, Map.of(table, rows));
  }

  /// {@return a file in which a column of a table has one number in each row}
  public byte[] with(String table, String column, long value) throws IOException {
    Map<String, MutableTable> changed = new LinkedHashMap<>(tables);
    changed.computeIfPresent(table, (name, sound) -> sound.with(column, value));
    return file(changed, manifest, Map.of());
  }

  private static @Nullable Object mutant(
      @Nullable Object value, SplittableRandom random, int depth) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      Map<String, @Nullable Object> changed = new LinkedHashMap<>(Json.object(map));
      List<String> keys = new ArrayList<>(changed.keySet());
      String key = keys.get(random.nextInt(keys.size()));
      if (depth > 0 && random.nextInt(12) == 0) {
        changed.remove(key);
      } else {
        changed.put(key, mutant(changed.get(key), random, depth + 1));
      }
      return changed;
    }
    if (value instanceof List<?> list && !list.isEmpty() && random.nextInt(4) > 0) {
      List<@Nullable Object> changed = new ArrayList<>(Json.array(list));
      int at = random.nextInt(changed.size());
      changed.set(at, mutant(changed.get(at), random, depth + 1));
      return changed;
    }
    return switch (random.nextInt(10)) {
      case 0 -> null;
      case 1 -> List.of();
      case 2 -> "";
      case 3 -> "x\u001b\n".repeat(50);
      case 4 -> Long.MAX_VALUE;
      case 5 -> -1L;
      case 6 -> true;
      case 7 -> 0.5;
      case 8 -> random.nextLong();
      default -> value instanceof Number number ? number.longValue() + 1 : value + "?";
    };
  }

  private static byte[] file(
      Map<String, MutableTable> tables,
      Map<String, @Nullable Object> manifest,
      Map<String, Long> claimed)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<@Nullable Object> places = new ArrayList<>();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, MutableTable> table : tables.entrySet()) {
        Spool spool = table.getValue().written();
        zip.putNextEntry(stored(table.getKey() + ".parquet", spool.bytes(), spool.checksum()));
        zip.flush();
        Map<String, @Nullable Object> place = new LinkedHashMap<>();
        place.put("name", table.getKey());
        place.put("rows", claimed.getOrDefault(table.getKey(), (long) table.getValue().rows()));
        place.put("offset", (long) out.size());
        place.put("bytes", spool.bytes());
        place.put("footerCrc32", (long) spool.footerChecksum());
        places.add(place);
        spool.writeTo(zip);
        zip.closeEntry();
      }
      Map<String, @Nullable Object> told = new LinkedHashMap<>(manifest);
      if (told.get("tables") instanceof List<?>) {
        told.put("tables", places);
      }
      byte[] json = text(told).getBytes(UTF_8);
      CRC32 checksum = new CRC32();
      checksum.update(json);
      zip.putNextEntry(stored("manifest.json", json.length, checksum.getValue()));
      zip.write(json);
      zip.closeEntry();
    }
    return out.toByteArray();
  }

  private static ZipEntry stored(String name, long bytes, long checksum) {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes);
    entry.setCompressedSize(bytes);
    entry.setCrc(checksum);
    return entry;
  }

  private static String text(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) ->
          out.append(out.isEmpty() ? "" : ",")
              .append(text(String.valueOf(key)))
              .append(':')
              .append(text(each)));
      return "{" + out + "}";
    }
    if (value instanceof List<?> list) {
      list.forEach(each -> out.append(out.isEmpty() ? "" : ",").append(text(each)));
      return "[" + out + "]";
    }
    if (value instanceof String text) {
      text.codePoints()
          .forEach(c -> {
            if (c < ' ' || c == '"' || c == '\\') {
              out.append("\\u%04x".formatted(c));
            } else {
              out.appendCodePoint(c);
            }
          });
      return "\"" + out + "\"";
    }
    return String.valueOf(value);
  }
}
