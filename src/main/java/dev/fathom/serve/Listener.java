package dev.fathom.serve;

import dev.fathom.ask.QuestionException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// Listens on one address.
///
/// Each connection has a virtual thread of its own, and is for one request. What is read before
/// anybody is let in is bounded ([Request]), and so are the time that the other end may take
/// ([Connection]) and the number of connections ([Connections]).
final class Listener implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 512;
  private static final int BACKLOG = 512;
  private static final long NANOS_TO_RECOVER = 10_000_000;
  private static final long MILLIS_BETWEEN_ROUNDS = 500;

  private final ServerSocket socket;
  private final Consumer<Throwable> onBug;
  private final Connections connections = new Connections(MOST_CONNECTIONS);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Listener(ServerSocket socket, Consumer<Throwable> onBug) {
    this.socket = socket;
    this.onBug = onBug;
  }

  /// Takes a port, and answers nobody yet.
  ///
  /// @param port 0 for a free one
  /// @param onBug is told what should not happen
  /// @throws BindException if that cannot be had
  static Listener bind(InetAddress address, int port, Consumer<Throwable> onBug)
      throws IOException {
    return new Listener(new ServerSocket(port, BACKLOG, address), onBug);
  }

  /// {@return by which names it may be called}
  Hosts hosts() {
    return new Hosts(socket.getInetAddress(), socket.getLocalPort());
  }

  /// Begins to answer.
  ///
  /// @param answers what is sent for a request, on many threads at once
  void start(BiFunction<Request, Connection, Answer> answers) {
    threads.execute(() -> accept(answers));
    threads.execute(this::watch);
  }

  private void accept(BiFunction<Request, Connection, Answer> answers) {
    while (!socket.isClosed()) {
      try {
        Connection connection = new Connection(socket.accept());
        connections.add(connection);
        threads.execute(() -> handle(connection, answers));
      } catch (IOException | RejectedExecutionException ending) {
        // Or there are no more descriptors for a while: strangers give theirs back in time.
        LockSupport.parkNanos(NANOS_TO_RECOVER);
      }
    }
  }

  private void watch() {
    try {
      while (!socket.isClosed()) {
        Thread.sleep(MILLIS_BETWEEN_ROUNDS);
        connections.closeOverdue();
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(Connection connection, BiFunction<Request, Connection, Answer> answers) {
    try (connection) {
      Request request;
      try {
        request = connection.request();
      } catch (QuestionException malformed) {
        connection.send(Answer.of(malformed), true);
        return;
      }
      connection.send(answers.apply(request, connection), !request.method().equals("HEAD"));
    } catch (IOException gone) {
      return; // nobody is there to be told
    } finally {
      connections.remove(connection);
    }
  }

  /// Ends it: no answer is under way afterwards.
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException closed) {
      onBug.accept(closed);
    }
    connections.closeAll();
    threads.shutdownNow();
  }
}
