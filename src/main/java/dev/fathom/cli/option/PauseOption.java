package dev.fathom.cli.option;

import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How, and how briefly, a process is held, for commands that look at all of its memory.
public final class PauseOption {
  private static final Map<String, Pause.Tracking> CHOICES =
      Map.of(
          "normal", Pause.Tracking.NONE,
          "short", Pause.Tracking.BY_KERNEL,
          "short,inject", Pause.Tracking.INJECTING);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private FreezeOption freeze = new FreezeOption();

  private Pause.Tracking tracking = Pause.Tracking.NONE;

  @SuppressWarnings("NullAway.Init") // picocli fills the specification in
  public PauseOption() {}

  @Option(
      names = "--pause",
      paramLabel = "HOW",
      description =
          "normal (default): change nothing in the process. short: copy its memory while it runs,"
              + " track which pages it writes, and hold it only to copy those again; short,inject"
              + " allows system calls to be made in it where the kernel needs that (docs/pause.md).")
  void pause(String how) {
    Pause.Tracking chosen = CHOICES.get(how);
    if (chosen == null) {
      throw new ParameterException(
          command.commandLine(), "--pause takes normal, short or short,inject");
    }
    tracking = chosen;
  }

  public Pause how() {
    Pause pause = freeze.how();
    if (tracking != Pause.Tracking.NONE && pause.freeze() == Freeze.NONE) {
      throw new ParameterException(
          command.commandLine(), "--pause=short holds the process; leave out --freeze=none");
    }
    return pause.with(tracking);
  }
}
