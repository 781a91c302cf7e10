package dev.fathom.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fathom.ask.QuestionException;
import java.net.URI;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;

/// What stands behind the `?` of an address.
final class RequestQuery {
  private final Map<String, String> values;

  private RequestQuery(Map<String, String> values) {
    this.values = values;
  }

  static RequestQuery of(URI uri) throws QuestionException {
    Map<String, String> values = new HashMap<>();
    String text = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    for (String part : text.split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        values.put(decoded(part.substring(0, equals)), decoded(part.substring(equals + 1)));
      } else if (!part.isEmpty()) {
        throw QuestionException.wrong(part + " is not NAME=VALUE");
      }
    }
    return new RequestQuery(values);
  }

  private static String decoded(String text) throws QuestionException {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw QuestionException.wrong(text + " is not encoded as an address is");
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /// {@return what is asked for by this name; empty where nothing is}
  String text(String name) {
    return values.getOrDefault(name, "");
  }

  /// {@return a number that is asked for, of at most `most`}
  int number(String name, int usual, int most) throws QuestionException {
    return Math.toIntExact(number(name, (long) usual, most));
  }

  /// The same for a long number.
  long number(String name, long usual, long most) throws QuestionException {
    String text = text(name);
    if (text.isEmpty()) {
      return usual;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException none) {
      // Said below, as for a number that is too large.
    }
    throw QuestionException.wrong(name + " takes a number of 0 to " + most + ", not " + text);
  }
}
