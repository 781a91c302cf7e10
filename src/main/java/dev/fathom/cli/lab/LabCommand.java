package dev.fathom.cli.lab;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Output;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.lab.page.LabPage;
import dev.fathom.lab.scenario.Catalogue;
import dev.fathom.lab.scenario.JsonSteps;
import dev.fathom.lab.scenario.Parser;
import dev.fathom.lab.scenario.Player;
import dev.fathom.lab.scenario.Scenario;
import dev.fathom.lab.scenario.ScenarioException;
import dev.fathom.lab.scenario.ScenarioText;
import dev.fathom.lab.scenario.Step;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.view.Escape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
public final class LabCommand implements Callable<Integer> {
  private static final long LARGEST_FILE = 1 << 20;

  private static final Map<Integer, String> TALKS =
      Map.of(
          1, "Talk 1: Python, linkers, and virtual memory",
          2, "Talk 2: The memory chronicles",
          4, "Talk 4: Memory debugging and defragmentation");

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

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Write a page that plays NAME, or all scenarios, in a browser. - for standard output.")
  private @Nullable String html;

  public LabCommand(Screen screen) {
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
  public Integer call() throws IOException {
    if (all || (name == null && (json || html != null))) {
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
          boolean asJson,
      @Option(
              names = "--html",
              paramLabel = "FILE",
              description = "Write a page that plays it in a browser. - for standard output.")
          @Nullable String page)
      throws IOException {
    json = asJson;
    html = page;
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
    screen.out().println("A machine of 1,000 bytes; fathom lab NAME plays one of these:");
    Map<Integer, List<Scenario>> byTalk =
        Catalogue.all().stream()
            .collect(Collectors.groupingBy(Scenario::talk, TreeMap::new, Collectors.toList()));
    byTalk.forEach((talk, scenarios) -> {
      screen.out().println();
      screen.out().println(TALKS.getOrDefault(talk, "Others"));
      for (Scenario scenario : scenarios) {
        screen.out().printf("  %-20s %s%n", scenario.name(), scenario.summary());
      }
    });
    next(Optional.empty());
  }

  private int every() throws IOException {
    Map<Scenario, List<Step>> played = new LinkedHashMap<>();
    Catalogue.all().forEach(scenario -> played.put(scenario, Player.play(scenario)));
    return tell(played, false);
  }

  private int play(Scenario scenario) throws IOException {
    return tell(Map.of(scenario, Player.play(scenario)), true);
  }

  private void next(Optional<String> shown) {
    screen.print(
        NextQuestions.afterLesson(
            "lab", Catalogue.all().stream().map(Scenario::name).toList(), shown));
  }

  /// @param wholly every step of them, not only whether they hold
  private int tell(Map<Scenario, List<Step>> played, boolean wholly) throws IOException {
    String page = html;
    if (page != null) {
      write(played, page);
    }
    if (json) {
      JsonSteps.write(played, screen.out());
    } else if (page == null) {
      played.forEach((scenario, steps) -> {
        ScenarioText telling = new ScenarioText(scenario, steps, screen.width());
        screen.out().print(wholly ? telling.text() : telling.verdict());
      });
      if (wholly) {
        next(Optional.ofNullable(name));
      }
    }
    boolean holds = played.values().stream().flatMap(List::stream).allMatch(Step::holds);
    return holds ? ExitCode.FINE : ExitCode.FAILED;
  }

  private void write(Map<Scenario, List<Step>> played, String page) throws IOException {
    if (json && page.equals(Output.STANDARD)) {
      throw new ProcessAccessException("--json and --html - would both write to standard output");
    }
    try (Output output = Output.ofText(page, screen)) {
      LabPage.write(played, output.stream());
      output.finish();
      if (!json && !output.waits()) {
        screen
            .out()
            .println(
                Escape.terminal(page)
                    + ": "
                    + played.size()
                    + (played.size() == 1 ? " scenario" : " scenarios")
                    + "; open it in a browser");
      }
    }
  }
}
