package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Json;
import dev.fathom.testing.JsonSchemas;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A `fathom serve` that runs in the virtual machine of the tests, and is asked byte by byte: a
/// client of HTTP would not send what a server must refuse.
public final class ServedFathom implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int PATIENCE_MILLIS = 120_000;

  /// Those of questions that no command asks under that name.
  private static final Map<String, String> OWN_SCHEMAS =
      Map.of("balance", "report", "instances", "serve-instances", "live", "serve-live");

  private final Thread thread;
  private final CompletableFuture<Integer> code = new CompletableFuture<>();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final URI url;

  /// What came back.
  ///
  /// @param status of HTTP; 0 where the connection was closed without an answer
  /// @param headers by their names in lower case
  /// @param body as text
  public record Reply(int status, Map<String, String> headers, String body) {
    /// The body as one JSON object.
    public Map<String, @Nullable Object> json() {
      assertThat(status).as(body).isEqualTo(200);
      assertThat(headers).containsEntry("content-type", "application/json; charset=utf-8");
      return Json.parseObject(body);
    }

    /// Asserts that it is a refusal in one line.
    public Reply assertRefused(int expected) {
      assertThat(status).as(body).isEqualTo(expected);
      assertThat(headers).containsEntry("content-type", "text/plain; charset=utf-8");
      assertThat(body).startsWith("fathom: ").endsWith("\n");
      assertThat(body.lines()).hasSize(1);
      return this;
    }
  }

  private ServedFathom(String command, Stream<String> arguments) {
    String[] words = Stream.concat(Stream.of(command), arguments).toArray(String[]::new);
    try {
      PipedInputStream out = new PipedInputStream();
      PrintStream outPrinter = new PrintStream(new PipedOutputStream(out), true, UTF_8);
      PrintStream errPrinter = new PrintStream(err, true, UTF_8);
      thread =
          Thread.ofPlatform()
              .start(() -> {
                code.complete(Main.run(words, outPrinter, errPrinter));
                outPrinter.close();
              });
      BufferedReader lines = new BufferedReader(new InputStreamReader(out, UTF_8));
      String first = lines.readLine();
      String second = lines.readLine();
      assertThat(second).as("%s; stderr: %s", first, err.toString(UTF_8)).startsWith("http://");
      url = URI.create(second);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public static ServedFathom start(Object... arguments) {
    return new ServedFathom("serve", Arrays.stream(arguments).map(Object::toString));
  }

  /// A `fathom metrics` in its place.
  public static ServedFathom metrics(Object... arguments) {
    return new ServedFathom("metrics", Arrays.stream(arguments).map(Object::toString));
  }

  /// The address that it printed.
  public URI url() {
    return url;
  }

  /// `127.0.0.1:PORT`.
  public String host() {
    return url.getRawAuthority();
  }

  /// What it printed on standard error so far.
  public String err() {
    return err.toString(UTF_8);
  }

  /// Asks as the page does. What comes back must be as its published schema says.
  ///
  /// @param question such as `owners?top=3`
  public Reply ask(String question) {
    Reply reply = get(url.getRawPath() + "api/" + question);
    String name = question.replaceFirst("\\?.*", "");
    if (reply.status() == 200 && !name.equals("page")) {
      JsonSchemas.assertValid(OWN_SCHEMAS.getOrDefault(name, name), reply.body());
    }
    return reply;
  }

  /// Asks for a path, with the headers that a browser sends.
  public Reply get(String path) {
    return send("GET " + path + " HTTP/1.1", "Host: " + host());
  }

  /// Sends a request of these lines, and reads the answer to its end.
  public Reply send(String... lines) {
    return sendRaw(String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n");
  }

  /// Sends this and nothing else.
  public Reply sendRaw(String request) {
    try (Socket socket = new Socket(LOOPBACK, url.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      byte[] got;
      try {
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        got = socket.getInputStream().readAllBytes();
      } catch (java.net.SocketException closed) {
        return new Reply(0, Map.of(), "");
      }
      return reply(new String(got, UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Reply reply(String text) {
    if (text.isEmpty()) {
      return new Reply(0, Map.of(), "");
    }
    int end = text.indexOf("\r\n\r\n");
    String[] head = text.substring(0, end).split("\r\n", -1);
    Map<String, String> headers = new TreeMap<>();
    for (int line = 1; line < head.length; line++) {
      int colon = head[line].indexOf(':');
      headers.put(
          head[line].substring(0, colon).toLowerCase(java.util.Locale.ROOT),
          head[line].substring(colon + 1).strip());
    }
    int status = Integer.parseInt(head[0].split(" ", -1)[1]);
    return new Reply(status, headers, text.substring(end + 4));
  }

  /// Something as it stands in an address.
  public static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  /// Ends it, as a signal would.
  ///
  /// @return its exit code
  public int end() {
    thread.interrupt();
    try {
      return code.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException
        | java.util.concurrent.ExecutionException
        | java.util.concurrent.TimeoutException failure) {
      throw new IllegalStateException("it does not end", failure);
    }
  }

  @Override
  public void close() {
    end();
  }
}
