package dev.fathom.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/// What is in the address of the page and nobody can guess: 128 random bits.
final class AccessToken {
  private static final int BYTES = 16;

  private final String text;

  private AccessToken(String text) {
    this.text = text;
  }

  static AccessToken random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new AccessToken(HexFormat.of().formatHex(bytes));
  }

  /// {@return whether it is this one} How long the comparison takes does not tell how much of a
  /// guess was right.
  boolean matches(String guess) {
    return MessageDigest.isEqual(text.getBytes(UTF_8), guess.getBytes(UTF_8));
  }

  /// {@return it, as it stands in an address}
  String text() {
    return text;
  }
}
