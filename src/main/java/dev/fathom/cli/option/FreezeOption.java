package dev.fathom.cli.option;

import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How processes are held still, for every command that reads one.
public final class FreezeOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--freeze",
      paramLabel = "HOW",
      description =
          "How to hold a process still while it is read: ${COMPLETION-CANDIDATES} (default"
              + " ptrace).")
  private Freeze freeze = Freeze.PTRACE;

  private @Nullable Duration most;

  @SuppressWarnings("NullAway.Init") // picocli fills the specification in
  public FreezeOption() {}

  @Option(
      names = "--max-pause",
      paramLabel = "MS",
      description =
          "Let the process go after so many milliseconds, and answer with what was read by then"
              + " (no bound by default).")
  void maxPause(long millis) {
    if (millis <= 0) {
      throw new ParameterException(
          command.commandLine(), "--max-pause takes a number of milliseconds, 1 or more");
    }
    most = Duration.ofMillis(millis);
  }

  public Pause how() {
    Pause pause = Pause.of(freeze);
    return most == null
        ? pause
        : pause.atMost(Math.min(most.toMillis(), Duration.ofDays(1).toMillis()) * 1_000_000);
  }
}
