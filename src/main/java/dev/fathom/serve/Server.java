package dev.fathom.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fathom.report.PageData;
import java.io.IOException;
import java.net.BindException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Listens on one address and answers who is let in.
///
/// Each request has a virtual thread of its own. The JDK's server bounds what it reads before
/// anything of ours is asked: the line and headers of a request by [#MOST_HEADER_BYTES], its time,
/// the number of connections.
public final class Server implements AutoCloseable {
  private static final int MOST_HEADER_BYTES = 32 << 10;
  private static final int MOST_HEADERS = 100;
  private static final int MOST_CONNECTIONS = 128;
  private static final int MOST_REQUEST_SECONDS = 10;
  private static final int MOST_BODY_BYTES = 4 << 10;
  private static final int BACKLOG = 64;
  private static final String API = "api/";

  /// Where the page finds its data, from where it is itself.
  public static final String DATA = API + "page";

  private final HttpServer http;
  private final Hosts hosts;
  private final Gate gate;
  private final Token token = Token.random();
  private final Consumer<Throwable> onBug;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable Page page;
  private @Nullable Answers answers;
  private @Nullable Observation observation;

  private Server(HttpServer http, Consumer<Throwable> onBug) {
    this.http = http;
    this.onBug = onBug;
    this.hosts = new Hosts(http.getAddress().getAddress(), http.getAddress().getPort());
    this.gate = new Gate(hosts, token);
  }

  /// Takes a port, and answers nobody yet.
  ///
  /// @param port 0 for a free one
  /// @param onBug is told what should not happen
  /// @throws BindException if that cannot be had
  public static Server bind(InetAddress address, int port, Consumer<Throwable> onBug)
      throws IOException {
    // Of the whole virtual machine, and read when its first server is made.
    limit("sun.net.httpserver.maxReqHeaderSize", MOST_HEADER_BYTES);
    limit("sun.net.httpserver.maxReqHeaders", MOST_HEADERS);
    limit("sun.net.httpserver.maxReqTime", MOST_REQUEST_SECONDS);
    limit("sun.net.httpserver.drainAmount", MOST_BODY_BYTES);
    limit("jdk.httpserver.maxConnections", MOST_CONNECTIONS);
    System.setProperty("sun.net.httpserver.nodelay", "true");
    return new Server(HttpServer.create(new InetSocketAddress(address, port), BACKLOG), onBug);
  }

  private static void limit(String property, int most) {
    System.setProperty(property, Integer.toString(most));
  }

  /// {@return the whole address of the page, with the token}
  public String url() {
    return "http://" + hosts.printed() + "/" + token.text() + "/";
  }

  /// Begins to answer.
  ///
  /// @param page what is shown
  /// @param data what it shows, and what is asked about
  /// @param observed what goes on meanwhile; ends with the server
  public void start(Page page, PageData data, Observation observed) {
    this.page = page;
    this.answers = new Answers(data, observed);
    this.observation = observed;
    observed.start(data.findings(), data.owners().retained().sheet());
    http.createContext("/", this::handle);
    http.setExecutor(threads);
    http.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    }
  }

  private Answer answer(HttpExchange exchange) {
    Passage passage =
        gate.passage(
            exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders());
    return switch (passage) {
      case Passage.Refused(int status, String reason) -> Answer.line(status, reason);
      case Passage.Admitted(String path) -> answer(path, exchange);
    };
  }

  private Answer answer(String path, HttpExchange exchange) {
    Page shown = page;
    Answers known = answers;
    if (shown == null || known == null) {
      throw new IllegalStateException("not started");
    }
    try {
      if (path.isEmpty()) {
        return Answer.page(shown);
      }
      if (!path.startsWith(API)) {
        throw QuestionException.absent("there is nothing there");
      }
      Query query = Query.of(exchange.getRequestURI());
      return Answer.json(known.json(path.substring(API.length()), query));
    } catch (QuestionException question) {
      return Answer.line(question.status(), String.valueOf(question.getMessage()));
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      return Answer.line(HttpURLConnection.HTTP_UNAVAILABLE, "the server ends");
    } catch (RuntimeException bug) {
      onBug.accept(bug);
      return Answer.line(HttpURLConnection.HTTP_INTERNAL_ERROR, "internal error");
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.type());
    headers.set("Content-Security-Policy", answer.policy());
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cache-Control", "no-store");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    if (answer.status() == HttpURLConnection.HTTP_BAD_METHOD) {
      headers.set("Allow", "GET, HEAD");
    }
    if (answer.status() != HttpURLConnection.HTTP_OK) {
      headers.set("Connection", "close");
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(answer.content().length));
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), answer.content().length);
    exchange.getResponseBody().write(answer.content());
  }

  /// Ends it: no answer is under way afterwards, and nobody looks at the target.
  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
    if (observation != null) {
      observation.close();
    }
  }
}
