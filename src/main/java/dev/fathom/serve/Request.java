package dev.fathom.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.fathom.ask.QuestionException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The head of a request (RFC 9112). A body is nothing that anybody here reads.
final class Request {
  private static final int MOST_BYTES = 32 << 10;
  private static final int MOST_HEADERS = 100;
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  private final String method;
  private final URI uri;
  private final Map<String, List<String>> headers;

  private Request(String method, URI uri, Map<String, List<String>> headers) {
    this.method = method;
    this.uri = uri;
    this.headers = headers;
  }

  /// Reads a head to its end, and nothing beyond it but what came with it.
  ///
  /// @throws EOFException if the other side says no more
  /// @throws QuestionException if that is no request, or one that is too large
  static Request read(InputStream in) throws IOException, QuestionException {
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 12];
    for (int bytes = 0; bytes < MOST_BYTES; ) {
      int count = in.read(buffer, 0, Math.min(buffer.length, MOST_BYTES - bytes));
      if (count < 0) {
        throw new EOFException("no request");
      }
      bytes += count;
      for (int at = 0; at < count; at++) {
        if (buffer[at] != '\n') {
          line.write(buffer[at]);
          continue;
        }
        String text = line.toString(ISO_8859_1);
        line.reset();
        text = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        if (!text.isEmpty()) {
          lines.add(text);
        } else if (!lines.isEmpty()) {
          return parse(lines);
        }
      }
      if (lines.size() > MOST_HEADERS) {
        throw QuestionException.wrong("too many headers");
      }
    }
    throw QuestionException.wrong("too long a request");
  }

  private static Request parse(List<String> lines) throws QuestionException {
    String[] words = lines.getFirst().split(" ", -1);
    if (words.length != 3 || !words[0].matches(TOKEN) || !words[2].matches("HTTP/1\\.[01]")) {
      throw QuestionException.wrong("that is not an HTTP request");
    }
    Map<String, List<String>> headers = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon < 0 || !line.substring(0, colon).matches(TOKEN)) {
        throw QuestionException.wrong("that is not an HTTP header");
      }
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    try {
      return new Request(words[0], new URI(words[1]), headers);
    } catch (URISyntaxException malformed) {
      throw QuestionException.wrong("that is not an address");
    }
  }

  String method() {
    return method;
  }

  /// {@return what is asked for, as it was sent}
  URI uri() {
    return uri;
  }

  /// {@return the values of a header, in their order}
  ///
  /// @param name in lower case
  List<String> headers(String name) {
    return headers.getOrDefault(name, List.of());
  }
}
