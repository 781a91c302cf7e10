package dev.fathom.cli.talks;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What must be on a screen: texts in their order, with ` … ` between them, where `#` is any number
/// and `a|b` one of two. Blanks and ends of lines count as one blank.
record Shown(String text) {
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final String NUMBER = "[0-9][0-9,.]*";

  /// {@return the first text that is not there, behind those before it}
  Optional<String> missingIn(String screen) {
    String seen = BLANKS.matcher(screen).replaceAll(" ");
    int from = 0;
    for (String part : text.split(" … ", -1)) {
      Matcher matcher = pattern(part).matcher(seen);
      if (!matcher.find(from)) {
        return Optional.of(part);
      }
      from = matcher.end();
    }
    return Optional.empty();
  }

  private static Pattern pattern(String part) {
    return Pattern.compile(
        Stream.of(part.split("\\|", -1))
            .map(one ->
                Stream.of(one.split("#", -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining(NUMBER)))
            .collect(Collectors.joining("|")));
  }
}
