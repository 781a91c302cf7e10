package dev.fathom.cli;

import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      "`fathom PID` is `fathom report PID`.",
      "Exit codes: 0 fine, 1 failed, 2 usage, 3 partial answer (the notes say what is missing),",
      "4 what --fail-if asks for holds."
    })
final class FathomCommand implements Runnable {
  private final Screen screen;

  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  @SuppressWarnings("NullAway.Init") // picocli fills the specification in
  FathomCommand(Screen screen) {
    this.screen = screen;
  }

  boolean debug() {
    return debug;
  }

  @Override
  public void run() {
    spec.commandLine().usage(screen.out());
  }
}
