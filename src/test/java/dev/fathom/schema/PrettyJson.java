package dev.fathom.schema;

import java.util.List;
import java.util.Map;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/// Maps, lists and texts as JSON that people read: a member a line.
final class PrettyJson {
  private static final String INDENT = "  ";

  private PrettyJson() {}

  /// {@return a document, and a line feed}
  static String of(Map<String, Object> document) {
    return value(document, "") + "\n";
  }

  private static String value(Object value, String margin) {
    String deeper = margin + INDENT;
    return switch (value) {
      case Map<?, ?> members ->
          members.entrySet().stream()
              .map(each -> quoted(each.getKey()) + ": " + value(each.getValue(), deeper))
              .collect(lines("{", "}", margin));
      case List<?> elements ->
          elements.stream().map(each -> value(each, deeper)).collect(lines("[", "]", margin));
      default -> quoted(value);
    };
  }

  private static Collector<CharSequence, ?, String> lines(String begin, String end, String margin) {
    return Collectors.joining(
        ",\n" + margin + INDENT, begin + "\n" + margin + INDENT, "\n" + margin + end);
  }

  private static String quoted(Object text) {
    return '"' + text.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
