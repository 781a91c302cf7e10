package dev.fathom.serve;

import dev.fathom.report.metrics.MetricsFormat;
import java.io.IOException;
import java.net.BindException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// Metrics for programs that collect them: one page, `/metrics`.
///
/// There is no token: whoever reaches the address may read. On an address that only this machine
/// reaches, a page in a browser cannot, since it must call us by a name of ours ([Hosts]); on any
/// other, collectors call us by names that are not known here.
public final class MetricsServer implements AutoCloseable {
  private static final String PAGE = "/metrics";
  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  private final Listener listener;
  private final Hosts hosts;
  private final Function<MetricsFormat, byte[]> metrics;
  private final Consumer<Throwable> onBug;

  private MetricsServer(
      Listener listener, Function<MetricsFormat, byte[]> metrics, Consumer<Throwable> onBug) {
    this.listener = listener;
    this.hosts = listener.hosts();
    this.metrics = metrics;
    this.onBug = onBug;
  }

  /// Takes a port, and begins to answer.
  ///
  /// @param port 0 for a free one
  /// @param metrics what is answered
  /// @param onBug is told what should not happen
  /// @throws BindException if that cannot be had
  public static MetricsServer start(
      InetAddress address,
      int port,
      Function<MetricsFormat, byte[]> metrics,
      Consumer<Throwable> onBug)
      throws IOException {
    MetricsServer server = new MetricsServer(Listener.bind(address, port, onBug), metrics, onBug);
    server.listener.start(server::answer);
    return server;
  }

  /// {@return the whole address of the page}
  public String url() {
    return "http://" + hosts.printed() + PAGE;
  }

  private Answer answer(Request request, Connection connection) {
    if (hosts.bound().isLoopbackAddress()
        && !request.headers("host").stream().allMatch(hosts::isOurs)) {
      return Answer.line(
          HttpURLConnection.HTTP_FORBIDDEN, "this server does not go by that name (Host)");
    }
    connection.admit();
    if (!METHODS.contains(request.method())) {
      return Answer.line(
          HttpURLConnection.HTTP_BAD_METHOD, "there is nothing to change here: GET and HEAD only");
    }
    URI uri = request.uri();
    if (!PAGE.equals(uri.getRawPath())) {
      return Answer.line(HttpURLConnection.HTTP_NOT_FOUND, "there is " + PAGE + " alone");
    }
    MetricsFormat format = MetricsFormat.accepted(request.headers("accept"));
    try {
      return Answer.metrics(format, metrics.apply(format));
    } catch (RuntimeException bug) {
      onBug.accept(bug);
      return Answer.line(HttpURLConnection.HTTP_INTERNAL_ERROR, "internal error");
    }
  }

  /// Ends it: no answer is under way afterwards.
  @Override
  public void close() {
    listener.close();
  }
}
