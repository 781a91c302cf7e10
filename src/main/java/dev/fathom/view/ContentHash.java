package dev.fathom.view;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// By what a page's content security policy knows the one script and the one style that are in it.
public final class ContentHash {
  private ContentHash() {}

  /// {@return the source expression that allows this text alone: `'sha256-…'`, quotes included}
  public static String of(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException impossible) {
      // Every Java platform has SHA-256.
      throw new IllegalStateException(impossible);
    }
  }
}
