package dev.fathom.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.fathom.ask.QuestionException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/// A connection for one request and its answer. Whoever is at the other end has so long for each
/// step, and is a stranger until its request was let in.
final class Connection implements AutoCloseable {
  /// For the request, and for each piece of the answer.
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final int PIECE_BYTES = 1 << 16;

  private final Socket socket;
  private volatile long deadline = System.nanoTime() + PATIENCE_NANOS;
  private volatile boolean admitted;

  /// While an answer is made nobody waits for the other end.
  private volatile boolean waiting = true;

  Connection(Socket socket) {
    this.socket = socket;
  }

  /// {@return the request, once it is there}
  Request request() throws IOException, QuestionException {
    socket.setTcpNoDelay(true);
    return Request.read(socket.getInputStream());
  }

  /// Says that the other end knows the token.
  void admit() {
    admitted = true;
    waiting = false;
  }

  boolean isAdmitted() {
    return admitted;
  }

  /// {@return whether the other end has let us wait for too long}
  boolean isOverdue() {
    return waiting && System.nanoTime() - deadline > 0;
  }

  private void await() {
    deadline = System.nanoTime() + PATIENCE_NANOS;
    waiting = true;
  }

  /// Sends an answer, and waits until the other end has taken it.
  ///
  /// @param withContent whether the answer is sent, and not only what it would be
  void send(Answer answer, boolean withContent) throws IOException {
    await();
    OutputStream out = socket.getOutputStream();
    out.write(head(answer).getBytes(ISO_8859_1));
    byte[] content = withContent ? answer.content() : new byte[0];
    for (int at = 0; at < content.length; at += PIECE_BYTES) {
      await();
      out.write(content, at, Math.min(PIECE_BYTES, content.length - at));
    }
    out.flush();
    await();
    socket.shutdownOutput();
    // To close with something unread would tell the other end to forget the answer.
    byte[] unread = new byte[1 << 12];
    for (int pieces = 0; pieces < PIECE_BYTES / unread.length; pieces++) {
      if (socket.getInputStream().read(unread) < 0) {
        return;
      }
    }
  }

  private static String head(Answer answer) {
    StringBuilder head = new StringBuilder("HTTP/1.1 ");
    head.append(answer.status()).append(' ').append(reason(answer.status())).append("\r\n");
    header(head, "Content-Type", answer.type());
    header(head, "Content-Length", Integer.toString(answer.content().length));
    header(head, "Content-Security-Policy", answer.policy());
    header(head, "X-Content-Type-Options", "nosniff");
    header(head, "X-Frame-Options", "DENY");
    header(head, "Referrer-Policy", "no-referrer");
    header(head, "Cache-Control", "no-store");
    header(head, "Cross-Origin-Resource-Policy", "same-origin");
    header(head, "Cross-Origin-Opener-Policy", "same-origin");
    if (answer.status() == HttpURLConnection.HTTP_BAD_METHOD) {
      header(head, "Allow", "GET, HEAD");
    }
    header(head, "Connection", "close");
    return head.append("\r\n").toString();
  }

  private static void header(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static String reason(int status) {
    return status == HttpURLConnection.HTTP_OK ? "OK" : "Refused";
  }

  /// Ends it, on whichever thread: who reads or writes is told so.
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      return; // so it is
    }
  }
}
