package dev.fathom.os;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A name that a process or a user chose, of a process or of a file, as the kernel hands it out:
/// bytes.
final class KernelName {
  /// So many bytes of a character may be left where the kernel has cut a name.
  private static final int CUT = 3;

  /// Before these a byte is a character of its own.
  private static final int FIRST_OTHER = 0x80;

  private KernelName() {}

  /// {@return the name as it was meant: of UTF-8, or a byte a character where it is none}
  ///
  /// @param bytes of it, a character each
  static String of(String bytes) {
    return text(bytes, 0).orElse(bytes);
  }

  /// {@return the same of a name of which the kernel keeps some bytes: without a character of which
  /// it keeps a part}
  static String ofCut(String bytes) {
    Optional<String> text = Optional.empty();
    for (int cut = 0; text.isEmpty() && cut <= Math.min(CUT, bytes.length()); cut++) {
      text = text(bytes, cut);
    }
    return text.orElse(bytes);
  }

  private static Optional<String> text(String bytes, int cut) {
    if (bytes.chars().allMatch(each -> each < FIRST_OTHER)) {
      return Optional.of(bytes);
    }
    byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(raw, 0, raw.length - cut))
              .toString());
    } catch (CharacterCodingException other) {
      return Optional.empty();
    }
  }
}
