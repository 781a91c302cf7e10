package dev.fathom.report.object;

import dev.fathom.analysis.owners.ObjectParts.Kind;
import dev.fathom.analysis.owners.ObjectParts.Part;
import dev.fathom.view.Escape;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// What the parts of one object hold: shown only where the user asked for values.
public final class PartValues {
  /// Nobody asked.
  public static final PartValues HIDDEN = new PartValues(0, new byte[0]);

  private static final int LONGEST = 48;

  private final long offset;
  private final byte[] bytes;

  private PartValues(long offset, byte[] bytes) {
    this.offset = offset;
    this.bytes = bytes;
  }

  /// Values that were read.
  ///
  /// @param offset of the first byte from the object's own address
  /// @param bytes of the object, as far as they were read
  public static PartValues of(long offset, byte[] bytes) {
    return new PartValues(offset, bytes.clone());
  }

  /// {@return what a part holds, harmless to a terminal; empty where that is not known}
  String of(Part part) {
    long from = part.offset() - offset;
    long size = Math.min(part.bytes(), bytes.length - from);
    if (from < 0 || size <= 0 || part.kind() == Kind.SLACK || part.kind() == Kind.ALLOCATOR) {
      return "";
    }
    if (part.kind() == Kind.PAYLOAD || size > Long.BYTES) {
      return payload(part, (int) from, (int) Math.min(size, LONGEST));
    }
    long word = 0;
    for (int at = (int) size - 1; at >= 0; at--) {
      word = (word << Byte.SIZE) | (bytes[(int) from + at] & 0xff);
    }
    boolean address =
        switch (part.kind()) {
          case COLLECTOR, ATTRIBUTES, REFERENCE, POINTER -> true;
          case HEADER -> part.name().equals("ob_type");
          default -> false;
        };
    return address ? AddressReport.hex(word) : Long.toString(word);
  }

  private String payload(Part part, int from, int size) {
    String cut = size < part.bytes() ? "…" : "";
    if (part.itemBytes() > 1 || part.name().isEmpty()) {
      return HexFormat.ofDelimiter(" ").formatHex(bytes, from, from + size) + cut;
    }
    String text = new String(bytes, from, size, StandardCharsets.UTF_8);
    int end = text.indexOf('\0');
    return "'" + Escape.terminal(end < 0 ? text : text.substring(0, end)) + "'" + cut;
  }
}
