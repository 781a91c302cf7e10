package dev.fathom.cli;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.report.Escape;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes and shares as people write them: `500MB`, `1.5GiB`, `20%`.
final class ByteSize {
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s*([kmgt]?)(i?)b?", Pattern.CASE_INSENSITIVE);
  private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)(%?)");
  private static final String PREFIXES = "kmgt";
  private static final int DECIMAL = 1000;
  private static final int BINARY = 1024;

  private ByteSize() {}

  /// {@return the bytes of a size} `MB` is 10⁶ bytes; `MiB` and `M` are 2²⁰.
  ///
  /// @throws ProcessAccessException if it is none
  static long parse(String text) throws ProcessAccessException {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new ProcessAccessException(
          "'" + Escape.terminal(text) + "' is no size; write 500MB, 1.5GiB or 4096");
    }
    String prefix = matcher.group(2).toLowerCase(Locale.ROOT);
    boolean decimal =
        matcher.group(3).isEmpty() && text.strip().toLowerCase(Locale.ROOT).endsWith("b");
    BigDecimal bytes = new BigDecimal(matcher.group(1));
    int power = prefix.isEmpty() ? 0 : PREFIXES.indexOf(prefix) + 1;
    bytes = bytes.multiply(BigDecimal.valueOf(decimal ? DECIMAL : BINARY).pow(power));
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new ProcessAccessException("'" + Escape.terminal(text) + "' is too large a size");
    }
    return bytes.longValue();
  }

  /// {@return a share, 0 to 1, of `20%` or `0.2`}
  ///
  /// @throws ProcessAccessException if it is none
  static double share(String text) throws ProcessAccessException {
    Matcher matcher = SHARE.matcher(text.strip());
    if (matcher.matches()) {
      double share = Double.parseDouble(matcher.group(1)) / (matcher.group(2).isEmpty() ? 1 : 100);
      if (share <= 1) {
        return share;
      }
    }
    throw new ProcessAccessException(
        "'" + Escape.terminal(text) + "' is no share; write 20% or 0.2");
  }
}
