package dev.fathom.snapshot.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/// Bytes that wait in memory to be written: a whole table, compressed.
public final class Spool {
  private final List<byte[]> parts = new ArrayList<>();
  private final CRC32 checksum = new CRC32();
  private long bytes;
  private int footerChecksum;

  Spool() {}

  void append(byte[] array, int count) {
    byte[] part = java.util.Arrays.copyOf(array, count);
    parts.add(part);
    checksum.update(part);
    bytes += count;
  }

  void append(TableOutput output) {
    append(output.array(), output.count());
  }

  void footer(int crc) {
    footerChecksum = crc;
  }

  public long bytes() {
    return bytes;
  }

  /// {@return the CRC-32 of all of it}
  public long checksum() {
    return checksum.getValue();
  }

  /// {@return the CRC-32 of the table's metadata, which nothing in the table itself protects}
  public int footerChecksum() {
    return footerChecksum;
  }

  public void writeTo(OutputStream out) throws IOException {
    for (byte[] part : parts) {
      out.write(part);
    }
  }
}
