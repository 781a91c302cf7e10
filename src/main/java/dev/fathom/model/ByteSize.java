package dev.fathom.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes as people write them: `500MB`, `1.5GiB`, `4096`. In one place, so that a unit is the same
/// wherever one can be written.
///
/// `MB` is 10⁶ bytes; `MiB` and `M` are 2²⁰. Upper and lower case are alike.
public final class ByteSize {
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,6})?)\\s*([a-z]*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern UNIT = Pattern.compile("(?:([kmgt])(i?))?(b?)");
  private static final String PREFIXES = "kmgt";
  private static final int DECIMAL = 1000;
  private static final int BINARY = 1024;

  private ByteSize() {}

  /// {@return the bytes of a size, rounded down}
  ///
  /// @throws IllegalArgumentException in one line, if it is none; what is quoted in it is not
  ///   escaped yet
  public static long parse(String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    OptionalLong unit = matcher.matches() ? unit(matcher.group(2)) : OptionalLong.empty();
    if (unit.isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' is no size; write 500MB, 1.5GiB or 4096");
    }
    BigDecimal bytes =
        new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit.getAsLong()));
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("'" + text + "' is too large a size");
    }
    return bytes.setScale(0, RoundingMode.DOWN).longValueExact();
  }

  /// {@return how many bytes a unit is; empty where it is none} That of a bare number is one byte.
  public static OptionalLong unit(String symbol) {
    Matcher matcher = UNIT.matcher(symbol.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    String prefix = matcher.group(1);
    if (prefix == null) {
      return OptionalLong.of(1);
    }
    boolean decimal = matcher.group(2).isEmpty() && !matcher.group(3).isEmpty();
    long bytes = 1;
    for (int power = 0; power <= PREFIXES.indexOf(prefix); power++) {
      bytes *= decimal ? DECIMAL : BINARY;
    }
    return OptionalLong.of(bytes);
  }
}
