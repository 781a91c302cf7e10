package dev.fathom.runtime.pypy.type;

import dev.fathom.target.Memory;
import dev.fathom.target.Words;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// What the sources call the types: a text of a line a type that is packed into the library
/// (`gc.get_typeids_z()`), `member2 GcStruct rpy_string { hash, chars }`.
final class TypeTexts {
  private static final int MOST_PACKED = 1 << 22;
  private static final int MOST_TEXT = 1 << 26;
  private static final int PIECE = 1 << 16;
  private static final String MEMBER = "member";

  private TypeTexts() {}

  /// {@return the texts by the number of their type; none where they cannot be read}
  static List<String> read(long at, Memory memory, Words words) {
    long length = words.u64(at);
    if (at <= 0 || length <= 0 || length > MOST_PACKED) {
      return List.of();
    }
    byte[] packed = new byte[(int) length];
    if (memory.read(at + Long.BYTES, MemorySegment.ofArray(packed), length) != 0) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (String line : unpack(packed).lines().toList()) {
      int space = line.indexOf(' ');
      if (!line.startsWith(MEMBER + texts.size() + " ") || space < 0) {
        break;
      }
      texts.add(line.substring(space).strip());
    }
    return texts;
  }

  private static String unpack(byte[] packed) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE];
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(packed);
      while (!inflater.finished() && text.size() < MOST_TEXT) {
        int bytes = inflater.inflate(piece);
        if (bytes == 0) {
          break; // the end is missing
        }
        text.write(piece, 0, bytes);
      }
    } catch (DataFormatException damaged) {
      return ""; // no names: the caller says what is missing
    }
    return text.toString(StandardCharsets.ISO_8859_1);
  }
}
