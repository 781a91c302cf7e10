package dev.fathom.ask.dataset;

/// What is the same in the paths to owners that are the same on another host, and in another run.
///
/// Subscripts are left open, whatever stands in them: a place is another one each time, and a key
/// may be a customer's name, which is nobody else's business. So are addresses, and numbers of more
/// than three digits within names, which are ids: `app.cache['alice'][17]` is `app.cache[*][*]`,
/// `job_81723` is `job_*`. Attributes, variables and fields keep their names, and offsets in
/// structures of C (`+0x18`) are the same as long as the build is.
final class OwnerShape {
  /// Numbers with so many digits are no part of a name.
  private static final int DIGITS_OF_AN_ID = 4;

  private final String path;
  private final StringBuilder shape = new StringBuilder();
  private int at;

  private OwnerShape(String path) {
    this.path = path;
  }

  /// {@return the shape of a path as a dialect spells it}
  static String of(String path) {
    OwnerShape folding = new OwnerShape(path);
    while (folding.at < path.length()) {
      folding.step();
    }
    return folding.shape.toString();
  }

  private void step() {
    char c = path.charAt(at);
    if (c == '[') {
      subscript(']');
    } else if (c == '{' && !path.startsWith("{…}", at)) {
      subscript('}');
    } else if (c == '0' && path.startsWith("0x", at) && (at == 0 || path.charAt(at - 1) != '+')) {
      at += 2;
      skipDigits(16);
      shape.append("0x*");
    } else if (isOffset()) {
      int start = at;
      at += 3;
      skipDigits(16);
      shape.append(path, start, at);
    } else if (isDigit(c)) {
      int start = at;
      skipDigits(10);
      shape.append(at - start < DIGITS_OF_AN_ID ? path.substring(start, at) : "*");
    } else {
      shape.append(c);
      at++;
    }
  }

  private boolean isOffset() {
    return path.startsWith("+0x", at);
  }

  private void skipDigits(int radix) {
    while (at < path.length() && Character.digit(path.charAt(at), radix) >= 0) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// A key between quotes may hold anything, the closing bracket too. Where nothing closes it, what
  /// is left of the path belongs to it: it was cut.
  private void subscript(char close) {
    char open = path.charAt(at);
    int end = at + 1;
    boolean quoted = path.startsWith("'", end);
    if (quoted) {
      end++;
      while (end < path.length() && path.charAt(end) != '\'') {
        end += path.charAt(end) == '\\' ? 2 : 1;
      }
      end++;
    }
    int closing = end >= path.length() ? -1 : path.indexOf(close, end);
    shape.append(open).append('*').append(close);
    at = closing < 0 ? path.length() : closing + 1;
  }
}
