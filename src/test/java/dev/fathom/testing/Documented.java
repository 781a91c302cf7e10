package dev.fathom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Figures that the documents state. Who asserts one reads it here, so that what is promised and
/// what is tested cannot differ.
public final class Documented {
  private static final String FIGURE = "([0-9]+(?:\\.[0-9]+)?)";
  private static final String PLACE = "{}";

  private Documented() {}

  /// The number that stands at `{}` in a sentence of a document, which stands there once. Lines may
  /// break anywhere in it.
  ///
  /// @param document such as `docs/accuracy.md`
  public static double figure(String document, String sentence) {
    List<MatchResult> found = pattern(sentence).matcher(text(document)).results().toList();
    if (found.size() != 1) {
      throw new AssertionError(
          document + " says " + found.size() + " times, and not once: " + sentence);
    }
    return Double.parseDouble(found.getFirst().group(1));
  }

  /// The same as a share of one, where the document states percent.
  public static double percent(String document, String sentence) {
    return figure(document, sentence) / 100;
  }

  private static Pattern pattern(String sentence) {
    int place = sentence.indexOf(PLACE);
    String before = sentence.substring(0, place);
    String after = sentence.substring(place + PLACE.length());
    return Pattern.compile(Pattern.quote(before) + FIGURE + Pattern.quote(after));
  }

  private static String text(String document) {
    try {
      return Files.readString(Path.of(document)).replaceAll("\\s+", " ");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
