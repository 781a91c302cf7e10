package dev.fathom.view;

/// How many cells of a terminal text takes: two for each character of Chinese, Japanese and Korean
/// and for an emoji, none for an accent that joins the letter before it.
final class Cells {
  /// Before these every character that can be seen takes one.
  private static final int FIRST_OTHER = 0x300;

  /// Vowels and finals of Korean, which join the consonant before them.
  private static final int FIRST_JOINED = 0x1160;

  private static final int LAST_JOINED = 0x11ff;

  /// First and last of what Unicode calls wide or fullwidth (EastAsianWidth.txt), with those that
  /// have no meaning yet and lie between; emoji apart.
  private static final int[][] WIDE = {
    {0x1100, 0x115f},
    {0x2329, 0x232a},
    {0x2e80, 0x303e},
    {0x3041, 0x3247},
    {0x3250, 0x4dbf},
    {0x4e00, 0xa4cf},
    {0xa960, 0xa97f},
    {0xac00, 0xd7a3},
    {0xf900, 0xfaff},
    {0xfe10, 0xfe19},
    {0xfe30, 0xfe6f},
    {0xff01, 0xff60},
    {0xffe0, 0xffe6},
    {0x16fe0, 0x18aff},
    {0x18b00, 0x1b2ff},
    {0x1f200, 0x1f265},
    {0x20000, 0x3fffd},
  };

  private Cells() {}

  /// {@return how many a text takes}
  static int of(String text) {
    int cells = 0;
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      cells += of(character);
      at += Character.charCount(character);
    }
    return cells;
  }

  /// {@return how many a character takes}
  static int of(int character) {
    if (character < FIRST_OTHER) {
      return 1;
    }
    if (joins(character)) {
      return 0;
    }
    return isWide(character) ? 2 : 1;
  }

  /// {@return the longest beginning that takes at most so many}
  static String beginning(String text, int cells) {
    int left = cells;
    int end = 0;
    while (end < text.length()) {
      int character = text.codePointAt(end);
      left -= of(character);
      if (left < 0) {
        break;
      }
      end += Character.charCount(character);
    }
    return text.substring(0, end);
  }

  /// {@return the longest end that takes at most so many, which begins with a character of its own}
  static String end(String text, int cells) {
    int left = cells;
    int start = text.length();
    for (int at = text.length(); at > 0; ) {
      int character = text.codePointBefore(at);
      int wanted = of(character);
      left -= wanted;
      if (left < 0) {
        break;
      }
      at -= Character.charCount(character);
      start = wanted > 0 ? at : start;
    }
    return text.substring(start);
  }

  private static boolean joins(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> true;
      default -> character >= FIRST_JOINED && character <= LAST_JOINED;
    };
  }

  private static boolean isWide(int character) {
    if (character < WIDE[0][0]) {
      return false;
    }
    for (int[] range : WIDE) {
      if (character >= range[0] && character <= range[1]) {
        return true;
      }
    }
    return Character.isEmojiPresentation(character);
  }
}
