package dev.fathom.serve;

import dev.fathom.ask.QuestionException;
import dev.fathom.report.page.PageData;
import java.io.IOException;
import java.net.BindException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Listens on one address and answers who is let in.
///
/// Each connection has a virtual thread of its own, and is for one request. What is read before
/// anybody is let in is bounded ([Request]), and so are the time that the other end may take
/// ([Connection]) and the number of connections ([Connections]).
public final class Server implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 512;
  private static final int BACKLOG = 512;
  private static final long NANOS_TO_RECOVER = 10_000_000;
  private static final long MILLIS_BETWEEN_ROUNDS = 500;
  private static final String API = "api/";

  /// Where the page finds its data, from where it is itself.
  public static final String DATA = API + "page";

  private final ServerSocket listener;
  private final Connections connections = new Connections(MOST_CONNECTIONS);
  private final Hosts hosts;
  private final Gate gate;
  private final AccessToken token = AccessToken.random();
  private final Consumer<Throwable> onBug;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable Page page;
  private @Nullable Answers answers;
  private @Nullable Observation observation;

  private Server(ServerSocket listener, Consumer<Throwable> onBug) {
    this.listener = listener;
    this.onBug = onBug;
    this.hosts = new Hosts(listener.getInetAddress(), listener.getLocalPort());
    this.gate = new Gate(hosts, token);
  }

  /// Takes a port, and answers nobody yet.
  ///
  /// @param port 0 for a free one
  /// @param onBug is told what should not happen
  /// @throws BindException if that cannot be had
  public static Server bind(InetAddress address, int port, Consumer<Throwable> onBug)
      throws IOException {
    return new Server(new ServerSocket(port, BACKLOG, address), onBug);
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
    observed.start(data.findings(), data.analysis().sheet());
    threads.execute(this::accept);
    threads.execute(this::watch);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Connection connection = new Connection(listener.accept());
        connections.add(connection);
        threads.execute(() -> handle(connection));
      } catch (IOException | RejectedExecutionException ending) {
        // Or there are no more descriptors for a while: strangers give theirs back in time.
        LockSupport.parkNanos(NANOS_TO_RECOVER);
      }
    }
  }

  private void watch() {
    try {
      while (!listener.isClosed()) {
        Thread.sleep(MILLIS_BETWEEN_ROUNDS);
        connections.closeOverdue();
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(Connection connection) {
    try (connection) {
      Request request;
      try {
        request = connection.request();
      } catch (QuestionException malformed) {
        connection.send(Answer.of(malformed), true);
        return;
      }
      connection.send(answer(request, connection), !request.method().equals("HEAD"));
    } catch (IOException gone) {
      return; // nobody is there to be told
    } finally {
      connections.remove(connection);
    }
  }

  private Answer answer(Request request, Connection connection) {
    return switch (gate.passage(request)) {
      case Passage.Refused(int status, String reason) -> Answer.line(status, reason);
      case Passage.Admitted(String path) -> {
        connection.admit();
        yield answer(path, request);
      }
    };
  }

  private Answer answer(String path, Request request) {
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
      RequestQuery query = RequestQuery.of(request.uri());
      return Answer.json(known.json(path.substring(API.length()), query));
    } catch (QuestionException question) {
      return Answer.of(question);
    } catch (IOException failed) {
      // What is told of a target, or of a file, in one line.
      return Answer.line(HttpURLConnection.HTTP_UNAVAILABLE, String.valueOf(failed.getMessage()));
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      return Answer.line(HttpURLConnection.HTTP_UNAVAILABLE, "the server ends");
    } catch (OutOfMemoryError exhausted) {
      return Answer.line(
          HttpURLConnection.HTTP_UNAVAILABLE,
          "the memory that Java may use is too small for this answer: start again with"
              + " FATHOM_JAVA_OPTIONS=-Xmx…");
    } catch (RuntimeException bug) {
      onBug.accept(bug);
      return Answer.line(HttpURLConnection.HTTP_INTERNAL_ERROR, "internal error");
    }
  }

  /// Ends it: no answer is under way afterwards, and nobody looks at the target.
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException closed) {
      onBug.accept(closed);
    }
    connections.closeAll();
    threads.shutdownNow();
    if (observation != null) {
      observation.close();
    }
  }
}
