package dev.fathom.analysis.linking;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names that end in a version.
final class VersionOrder {
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern LIBRARY = Pattern.compile("(lib[^/]+?)\\.so\\.[0-9][0-9.]*");

  /// Orders names by the numbers in them: `GLIBC_2.4` comes before `GLIBC_2.34`.
  static final Comparator<String> BY_NUMBERS = VersionOrder::compare;

  private VersionOrder() {}

  /// {@return a library without its number: `libssl` for `libssl.so.3`; empty where it has none}
  static String base(String soname) {
    Matcher library = LIBRARY.matcher(soname);
    return library.matches() ? library.group(1) : "";
  }

  private static int compare(String one, String other) {
    Matcher first = NUMBER.matcher(one);
    Matcher second = NUMBER.matcher(other);
    while (first.find()) {
      if (!second.find()) {
        return 1;
      }
      int order = compareNumbers(first.group(), second.group());
      if (order != 0) {
        return order;
      }
    }
    return second.find() ? -1 : one.compareTo(other);
  }

  private static int compareNumbers(String one, String other) {
    String first = one.replaceFirst("^0+(?=.)", "");
    String second = other.replaceFirst("^0+(?=.)", "");
    return first.length() == second.length()
        ? first.compareTo(second)
        : Integer.compare(first.length(), second.length());
  }
}
