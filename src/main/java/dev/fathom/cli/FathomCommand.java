package dev.fathom.cli;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.ScreenSettings;
import dev.fathom.cli.shell.Version;
import dev.fathom.view.Style;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fathom` without a command: says what there is.
@Command(
    name = "fathom",
    description = "Says where a Linux process's memory went, from outside the process.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisHeading = "Usage: ",
    customSynopsis = "fathom PID | fathom COMMAND [options]",
    footer = {
      "",
      "`fathom help COMMAND` says what a command takes, with examples.",
      "What is longer than the screen is shown by $FATHOM_PAGER, $PAGER or less.",
      "`fathom PID` is `fathom report PID`.",
      "Exit codes: 0 fine, 1 failed, 2 usage, 3 partial answer (notes say what is missing),"
          + " 4 what --fail-if asks for holds, 5 figures disagree (verify) or it would not link"
          + " (link)."
    })
final class FathomCommand implements Callable<Integer> {
  private final Screen screen;

  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      scope = CommandLine.ScopeType.INHERIT,
      description =
          "When to use colour: ${COMPLETION-CANDIDATES} (default auto: on a terminal without"
              + " NO_COLOR).")
  private ScreenSettings.Color color = ScreenSettings.Color.AUTO;

  @Option(
      names = "--width",
      paramLabel = "N",
      scope = CommandLine.ScopeType.INHERIT,
      description = "How many characters a line may have (default that of the terminal).")
  private int width;

  @Option(
      names = "--self-test",
      description =
          "Start a shell and a Python, look at both, and hold the figures against the kernel's and"
              + " the allocators'.")
  private boolean selfTest;

  @SuppressWarnings("NullAway.Init") // picocli fills the specification in
  FathomCommand(Screen screen) {
    this.screen = screen;
  }

  /// Takes up how the answer is to look.
  void settle() {
    if (width != 0 && width < Screen.NARROWEST) {
      throw new ParameterException(
          spec.commandLine(),
          "--width takes a number of characters, " + Screen.NARROWEST + " or more");
    }
    screen.settings().choose(color, width);
    CommandLine.Help.Ansi ansi =
        screen.style() == Style.COLOUR ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
    spec.commandLine().setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
  }

  boolean debug() {
    return debug;
  }

  @Override
  public Integer call() throws IOException {
    if (selfTest) {
      return new SelfTest(screen).run();
    }
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.FINE;
  }
}
