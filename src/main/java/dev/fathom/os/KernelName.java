package dev.fathom.os;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// A name that a process or a user chose, as the kernel hands it out: bytes.
final class KernelName {
  /// So many bytes of a character may be left where the kernel has cut a name.
  private static final int CUT = 3;

  private KernelName() {}

  /// {@return the name as it was meant}
  ///
  /// @param bytes of it, a character each
  static String of(String bytes) {
    byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
    for (int cut = 0; cut <= Math.min(CUT, raw.length); cut++) {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(raw, 0, raw.length - cut))
            .toString();
      } catch (CharacterCodingException other) {
        // the end of a character is missing, or it is no UTF-8 at all
      }
    }
    return bytes;
  }
}
