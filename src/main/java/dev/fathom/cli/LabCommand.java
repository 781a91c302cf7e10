package dev.fathom.cli;

import dev.fathom.lab.scenario.Catalogue;
import dev.fathom.lab.scenario.Drawing;
import dev.fathom.lab.scenario.JsonSteps;
import dev.fathom.lab.scenario.Parser;
import dev.fathom.lab.scenario.Player;
import dev.fathom.lab.scenario.Scenario;
import dev.fathom.lab.scenario.ScenarioException;
import dev.fathom.lab.scenario.Step;
import dev.fathom.os.ProcessAccessException;
import dev.fathom.report.Escape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fathom lab`: the model machine and its scenarios.
@Command(
    name = "lab",
    description = "A model machine: pages, page tables, faults, fork, seen step by step.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class LabCommand implements Callable<Integer> {
  private static final long LARGEST_FILE = 1 << 20;

  private final Screen screen;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "The scenario to play; without it they are listed.")
  private @Nullable String name;

  @Option(names = "--all", description = "Play all scenarios; exit 1 if an expectation fails.")
  private boolean all;

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  LabCommand(Screen screen) {
    this.screen = screen;
  }

  /// The commands that are classes of their own.
  @Spec
  void commands(CommandSpec spec) {
    spec.addSubcommand("allocators", new CommandLine(new LabAllocators(screen)));
    spec.addSubcommand("replay", new CommandLine(new LabReplay(screen)));
    spec.addSubcommand("workers", new CommandLine(new LabWorkers(screen)));
  }

  @Override
  public Integer call() throws ProcessAccessException {
    if (all || (name == null && json)) {
      return every();
    }
    if (name == null) {
      list();
      return ExitCode.FINE;
    }
    String wanted = name;
    return play(
        Catalogue.find(wanted)
            .orElseThrow(() ->
                new ProcessAccessException(
                    "there is no scenario "
                        + Escape.terminal(wanted)
                        + "; fathom lab lists them")));
  }

  @Command(
      name = "run",
      description = "Plays a scenario of your own.",
      mixinStandardHelpOptions = true)
  int run(
      @Parameters(paramLabel = "FILE", description = "Its text.") Path file,
      @Option(names = "--json", description = "Print JSON: a contract for programs.")
          boolean asJson)
      throws ProcessAccessException {
    json = asJson;
    String text = textOf(file);
    try {
      return play(Parser.parse(String.valueOf(file.getFileName()), text));
    } catch (ScenarioException wrong) {
      throw new ProcessAccessException(
          Escape.terminal(file + ": " + String.valueOf(wrong.getMessage())));
    }
  }

  private static String textOf(Path file) throws ProcessAccessException {
    String shown = Escape.terminal(file.toString());
    try {
      if (Files.size(file) <= LARGEST_FILE) {
        return Files.readString(file);
      }
    } catch (IOException unreadable) {
      throw new ProcessAccessException("cannot read " + shown + ": is it a text file?");
    }
    throw new ProcessAccessException(shown + " is longer than 1 MiB: no scenario");
  }

  private void list() {
    screen.out().println("A machine of 1,000 bytes; fathom lab NAME plays one of these:\n");
    for (Scenario scenario : Catalogue.all()) {
      screen.out().printf("  %-20s %s%n", scenario.name(), scenario.summary());
    }
  }

  private int every() {
    Map<Scenario, List<Step>> played = new LinkedHashMap<>();
    Catalogue.all().forEach(scenario -> played.put(scenario, Player.play(scenario)));
    boolean holds = played.values().stream().flatMap(List::stream).allMatch(Step::holds);
    if (json) {
      JsonSteps.write(played, screen.out());
    } else {
      played.forEach(this::verdict);
    }
    return holds ? ExitCode.FINE : ExitCode.FAILED;
  }

  private void verdict(Scenario scenario, List<Step> steps) {
    long failed = steps.stream().filter(step -> !step.holds()).count();
    screen
        .out()
        .printf(
            "%-20s %3d steps, %s%n",
            Escape.terminal(scenario.name()),
            steps.size(),
            failed == 0 ? "all expectations hold" : failed + " do not hold");
    for (Step step : steps) {
      if (!step.holds()) {
        failure(step);
      }
    }
  }

  private void failure(Step step) {
    screen
        .out()
        .println(
            "  line "
                + step.line()
                + ": "
                + Escape.terminal(step.text())
                + ": "
                + Escape.terminal(step.failure()));
  }

  private int play(Scenario scenario) {
    List<Step> steps = Player.play(scenario);
    if (json) {
      JsonSteps.write(Map.of(scenario, steps), screen.out());
    } else {
      if (!scenario.summary().isEmpty()) {
        screen.out().println(Escape.terminal(scenario.summary()) + "\n");
      }
      Drawing drawing = new Drawing(scenario.shape(), screen.width());
      steps.forEach(step -> show(step, drawing));
      verdict(scenario, steps);
    }
    return steps.stream().allMatch(Step::holds) ? ExitCode.FINE : ExitCode.FAILED;
  }

  private void show(Step step, Drawing drawing) {
    String picture = drawing.draw(step);
    if (step.isNarration()) {
      screen.out().println(Escape.terminal(step.text().substring("say ".length())) + "\n");
      return;
    }
    screen.out().println("▸ " + Escape.terminal(step.text()));
    if (!step.happened().isEmpty()) {
      screen.out().println("  " + Escape.terminal(step.happened()));
    }
    if (!step.holds()) {
      failure(step);
    }
    if (Drawing.isWorthIt(step)) {
      screen.out().print(picture);
      screen.out().println("   " + step.ram() + "\n");
    }
  }
}
