package dev.fathom.serve;

import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import java.util.Set;

/// Decides who is let in.
///
/// A request must call us by a name of ours ([Hosts]), must not come from a page of somebody else
/// (`Origin`), and must know the token, which is the first part of the path. Only then does it
/// learn what there is and what not.
final class Gate {
  private static final Set<String> METHODS = Set.of("GET", "HEAD");
  private static final String ORIGIN_SCHEME = "http://";
  private static final int LONGEST_QUERY = 4096;
  private static final int CONTENT_TOO_LARGE = 413;

  private final Hosts hosts;
  private final AccessToken token;

  Gate(Hosts hosts, AccessToken token) {
    this.hosts = hosts;
    this.token = token;
  }

  Passage passage(Request request) {
    URI uri = request.uri();
    if (!isForUs(request)) {
      return forbidden("this server does not go by that name (Host)");
    }
    if (isFromElsewhere(request)) {
      return forbidden("asked from another page (Origin)");
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    int end = path.indexOf('/', 1);
    String guess = path.isEmpty() ? "" : path.substring(1, end < 0 ? path.length() : end);
    if (!token.matches(guess)) {
      return forbidden("the token is missing or wrong: take the whole address that was printed");
    }
    if (!METHODS.contains(request.method())) {
      return new Passage.Refused(
          HttpURLConnection.HTTP_BAD_METHOD, "there is nothing to change here: GET and HEAD only");
    }
    if (hasBody(request)) {
      return new Passage.Refused(CONTENT_TOO_LARGE, "a question has no body here");
    }
    if (uri.getRawQuery() != null && uri.getRawQuery().length() > LONGEST_QUERY) {
      return new Passage.Refused(HttpURLConnection.HTTP_REQ_TOO_LONG, "the question is too long");
    }
    // "http://…" and "//…" name a server and not only a path; so does "///…", to some.
    if (uri.isAbsolute() || uri.toString().startsWith("//") || end < 0) {
      return new Passage.Refused(HttpURLConnection.HTTP_NOT_FOUND, "there is nothing there");
    }
    return new Passage.Admitted(path.substring(end + 1));
  }

  private boolean isForUs(Request request) {
    List<String> values = request.headers("host");
    return values.size() == 1 && hosts.isOurs(values.getFirst());
  }

  /// Whether a page of somebody else asks. A browser says so by itself; a page cannot prevent it.
  private boolean isFromElsewhere(Request request) {
    List<String> values = request.headers("origin");
    return !values.stream()
        .allMatch(origin ->
            origin.startsWith(ORIGIN_SCHEME)
                && hosts.isOurs(origin.substring(ORIGIN_SCHEME.length())));
  }

  private static boolean hasBody(Request request) {
    return !request.headers("transfer-encoding").isEmpty()
        || !request.headers("content-length").stream().allMatch("0"::equals);
  }

  private static Passage forbidden(String reason) {
    return new Passage.Refused(HttpURLConnection.HTTP_FORBIDDEN, reason);
  }
}
