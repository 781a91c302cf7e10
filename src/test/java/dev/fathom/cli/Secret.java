package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// A word that must not be found, in whatever encoding: as text, as bytes in hexadecimal, and in
/// words of memory that were printed as numbers.
final class Secret {
  static final Charset UTF_32LE = Charset.forName("UTF-32LE");

  private static final int CONTEXT = 60;

  private final List<String> exactly = new ArrayList<>();
  private final List<String> inHexadecimal = new ArrayList<>();

  private Secret() {}

  /// @param word of at least 15 characters of ASCII, so that an aligned word of memory is in it
  static Secret of(String word) {
    Secret secret = new Secret();
    for (Charset encoding : List.of(UTF_8, UTF_16LE, UTF_16BE, UTF_32LE)) {
      byte[] bytes = word.getBytes(encoding);
      secret.exactly.add(new String(bytes, ISO_8859_1));
      for (String between : List.of("", " ", ":", "\\x")) {
        secret.inHexadecimal.add(hex(bytes, between));
      }
    }
    byte[] bytes = word.getBytes(UTF_8);
    for (int at = 0; at + Long.BYTES <= bytes.length; at++) {
      long number = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
      secret.inHexadecimal.add(Long.toHexString(number));
      secret.exactly.add(Long.toString(number));
    }
    return secret;
  }

  static String hex(byte[] bytes, String between) {
    return HexFormat.ofDelimiter(between).formatHex(bytes);
  }

  /// {@return where it stands in a text, with what stands around it}
  ///
  /// @param text of bytes, each byte as a character
  List<String> in(String text) {
    List<String> found = new ArrayList<>();
    exactly.forEach(form -> add(text, text, form, found));
    String lower = text.toLowerCase(Locale.ROOT);
    inHexadecimal.forEach(form -> add(text, lower, form, found));
    return found;
  }

  private static void add(String text, String searched, String form, List<String> found) {
    for (int at = searched.indexOf(form); at >= 0; at = searched.indexOf(form, at + 1)) {
      found.add(
          text.substring(
              Math.max(0, at - CONTEXT), Math.min(text.length(), at + form.length() + CONTEXT)));
    }
  }
}
