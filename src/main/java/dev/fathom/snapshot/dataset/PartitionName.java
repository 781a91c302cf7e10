package dev.fathom.snapshot.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// How a value is written as the name of a folder, `app=%22web%22`.
///
/// All but letters, digits and `_-.~` is escaped in the way of Hive (`FileUtils.escapePathName`),
/// and so read back by Hive, Spark, Trino and DuckDB. They do not agree on the bytes of other
/// letters than ASCII's, and a name of a file has a longest: where a value has such letters or is
/// long, what is written is its beginning with `_` for these letters, and a part of its SHA-256, so
/// that two are not taken for one.
final class PartitionName {
  /// What stands for no value: in a folder of that name are files of many hosts.
  static final String NONE = "__HIVE_DEFAULT_PARTITION__";

  private static final int LONGEST = 60;
  private static final int DIGEST_BYTES = 6;

  private PartitionName() {}

  /// {@return what is written for a value of somebody's choosing}
  static String of(String value) {
    return escaped(readBack(value));
  }

  /// {@return what is read back of that}
  static String readBack(String value) {
    StringBuilder plain = new StringBuilder();
    boolean whole = value.length() <= LONGEST && !value.isEmpty() && !value.equals(NONE);
    for (int at = 0; at < Math.min(LONGEST, value.length()); at++) {
      char c = value.charAt(at);
      boolean ascii = c < 0x7f;
      whole &= ascii;
      plain.append(ascii ? c : '_');
    }
    return whole ? plain.toString() : plain + "~" + digest(value);
  }

  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder();
    for (int at = 0; at < value.length(); at++) {
      char c = value.charAt(at);
      boolean plain = Character.isLetterOrDigit(c) || "_-.~".indexOf(c) >= 0;
      escaped.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return escaped.toString();
  }

  private static String digest(String value) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java has it
    }
  }
}
