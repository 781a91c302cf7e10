package dev.fathom.cli.follow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.UserBrowser;
import dev.fathom.cli.shell.Version;
import dev.fathom.host.Signals;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.report.page.HtmlPage;
import dev.fathom.report.page.PageData;
import dev.fathom.serve.Observation;
import dev.fathom.serve.Page;
import dev.fathom.serve.Server;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom serve PID`.
@Command(
    name = "serve",
    description = {
      "The page of `fathom html` on this machine, with every object and path, and a live curve.",
      "Prints its address; Ctrl-C ends it. Anyone with the URL can see the results."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class ServeCommand implements Callable<Integer> {
  private static final long MILLIS_PER_SECOND = 1000;

  private final Screen screen;

  @Mixin private SubjectOptions target = new SubjectOptions();

  @Mixin private ListenOption listen = new ListenOption();

  @Option(names = "--open", description = "Show the page in the user's browser (xdg-open).")
  private boolean open;

  @Option(
      names = "--interval",
      paramLabel = "MS",
      description = "Milliseconds between two points of the curve (default ${DEFAULT-VALUE}).",
      defaultValue = "1000")
  private int intervalMillis;

  @Option(
      names = "--look-every",
      paramLabel = "SECONDS",
      description =
          "Look at the process again and again, for a curve of its accounts: each look holds it as"
              + " the first does.")
  private int lookSeconds;

  public ServeCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    listen.check();
    if (intervalMillis < 1 || lookSeconds < 0) {
      throw QuestionException.wrong("--interval and --look-every take a time, 1 or more");
    }
    // The port first: if it cannot be had, nobody need be held.
    try (Server server =
        listen.bound((address, port) -> Server.bind(address, port, this::complain))) {
      return serve(server);
    }
  }

  private void complain(Throwable bug) {
    screen.err().println("fathom: internal error: " + bug);
    bug.printStackTrace(screen.err());
  }

  private int serve(Server server) throws IOException {
    // Before the look: from then on it is known whether the process is still the same.
    ServedLooks looks = new ServedLooks(target.subject(), target.manner());
    Observation observation = observation(looks);
    PageData data = PageData.of(looks.first(lookSeconds > 0), Optional.empty(), Optional.empty());
    CountDownLatch ended = new CountDownLatch(1);
    Signals signals = Signals.hear(signal -> ended.countDown());
    try (signals) {
      server.start(page(), data, observation);
      listen.warn("who sees the address of the page on its way there can read all of it", screen);
      screen.out().println("Serving " + target.subject().text() + "; Ctrl-C ends it.");
      screen.out().println(server.url());
      screen.out().flush();
      UserBrowser.Way way =
          open ? new UserBrowser(screen).showSecret(server.url()) : UserBrowser.Way.NONE;
      try (way) {
        ended.await();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt(); // and ends as by a signal
    }
    return ExitCode.FINE;
  }

  private Observation observation(ServedLooks looks) throws ProcessAccessException {
    if (!(target.subject() instanceof Subject.Live live)) {
      return Observation.none();
    }
    int process = live.process();
    return Observation.of(
        process,
        intervalMillis,
        lookSeconds * MILLIS_PER_SECOND,
        looks,
        () ->
            screen
                .err()
                .println(
                    "fathom: process "
                        + process
                        + " has ended: the curve ends, what was found stays; Ctrl-C ends the"
                        + " server"));
  }

  /// The page of `fathom html`, which asks for its data.
  private static Page page() throws IOException {
    HtmlPage page = HtmlPage.load();
    return new Page(
        page.served(Server.DATA).getBytes(UTF_8),
        page.policy("'self'") + "; frame-ancestors 'none'");
  }
}
