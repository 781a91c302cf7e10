package dev.fathom.snapshot;

import dev.fathom.model.dialect.Dialects;
import dev.fathom.snapshot.parquet.Spool;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// The file of a snapshot: a ZIP archive of tables and, as its last member, the manifest, which
/// says where in the file the tables are. All are stored as they are.
final class Container {
  private static final String MANIFEST = "manifest.json";
  private static final String TABLE_SUFFIX = ".parquet";
  private static final int LARGEST_MANIFEST_BYTES = 1 << 24;

  private Container() {}

  /// Writes from the first byte to the last: no byte that is written is looked at again.
  ///
  /// @param manifest made from the places of the tables
  static void write(
      OutputStream to,
      Map<String, Spool> tables,
      Map<String, Integer> rows,
      Function<Map<String, Manifest.Table>, Manifest> manifest)
      throws IOException {
    Map<String, Manifest.Table> places = new LinkedHashMap<>();
    Counting out = new Counting(to);
    ZipOutputStream zip = new ZipOutputStream(out);
    for (Map.Entry<String, Spool> table : tables.entrySet()) {
      Spool spool = table.getValue();
      zip.putNextEntry(member(table.getKey() + TABLE_SUFFIX, spool.bytes(), spool.checksum()));
      zip.flush();
      places.put(
          table.getKey(),
          new Manifest.Table(
              rows.getOrDefault(table.getKey(), 0),
              out.count,
              spool.bytes(),
              spool.footerChecksum()));
      spool.writeTo(zip);
      zip.closeEntry();
    }
    byte[] json = ManifestJson.write(manifest.apply(places));
    CRC32 checksum = new CRC32();
    checksum.update(json);
    zip.putNextEntry(member(MANIFEST, json.length, checksum.getValue()));
    zip.write(json);
    zip.closeEntry();
    zip.finish();
    out.flush();
  }

  private static ZipEntry member(String name, long bytes, long checksum) {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes);
    entry.setCompressedSize(bytes);
    entry.setCrc(checksum);
    return entry;
  }

  /// Says how many bytes went through it.
  private static final class Counting extends FilterOutputStream {
    private long count;

    Counting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }
  }

  /// Reads the manifest of a file. The names of other members mean nothing: none is looked at.
  static Manifest manifest(Path file, Dialects dialects) throws SnapshotException {
    byte[] json;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(MANIFEST);
      if (entry == null) {
        throw new SnapshotException("is a ZIP archive, but not a snapshot of Fathom's");
      }
      try (InputStream in = zip.getInputStream(entry)) {
        json = in.readNBytes(LARGEST_MANIFEST_BYTES);
      }
      CRC32 checksum = new CRC32();
      checksum.update(json);
      if (checksum.getValue() != entry.getCrc()) {
        throw new SnapshotException("is damaged: its manifest is not what was written");
      }
    } catch (ZipException malformed) {
      throw new SnapshotException(
          "is not a Fathom snapshot, capture or core file, or is truncated");
    } catch (SnapshotException known) {
      throw known;
    } catch (IOException failure) {
      throw new SnapshotException("cannot be read: " + reason(failure));
    }
    return ManifestJson.read(json, dialects);
  }

  private static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException missing -> "there is no " + missing.getMessage();
      case AccessDeniedException denied -> "permission denied";
      default -> String.valueOf(failure.getMessage());
    };
  }
}
