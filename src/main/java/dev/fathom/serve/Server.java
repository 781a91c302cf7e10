package dev.fathom.serve;

import dev.fathom.ask.QuestionException;
import dev.fathom.report.page.PageData;
import java.io.IOException;
import java.net.BindException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Answers who is let in ([Gate]), with what was found in a target ([Answers]).
public final class Server implements AutoCloseable {
  private static final String API = "api/";

  /// Where the page finds its data, from where it is itself.
  public static final String DATA = API + "page";

  private final Listener listener;
  private final Hosts hosts;
  private final Gate gate;
  private final AccessToken token = AccessToken.random();
  private final Consumer<Throwable> onBug;
  private @Nullable Page page;
  private @Nullable Answers answers;
  private @Nullable Observation observation;

  private Server(Listener listener, Consumer<Throwable> onBug) {
    this.listener = listener;
    this.onBug = onBug;
    this.hosts = listener.hosts();
    this.gate = new Gate(hosts, token);
  }

  /// Takes a port, and answers nobody yet.
  ///
  /// @param port 0 for a free one
  /// @param onBug is told what should not happen
  /// @throws BindException if that cannot be had
  public static Server bind(InetAddress address, int port, Consumer<Throwable> onBug)
      throws IOException {
    return new Server(Listener.bind(address, port, onBug), onBug);
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
    listener.start(this::answer);
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
    listener.close();
    if (observation != null) {
      observation.close();
    }
  }
}
