package dev.fathom.cli.experiment;

import dev.fathom.ask.experiment.Experiment;
import dev.fathom.ask.experiment.ExperimentOutcome;
import dev.fathom.ask.experiment.Experiments;
import dev.fathom.ask.experiment.Setting;
import dev.fathom.ask.experiment.Story;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Output;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.experiment.ExperimentJson;
import dev.fathom.report.experiment.ExperimentPage;
import dev.fathom.report.experiment.ExperimentReport;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.view.Escape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fathom experiment NAME`: runs one.
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
final class ExperimentRun implements Callable<Integer> {
  private static final long MOST_ITEMS = 1_000_000_000;

  private final Experiment experiment;
  private final Screen screen;

  @Spec private CommandSpec command;

  @Option(
      names = "--interpreter",
      paramLabel = "PATH",
      description = "What to run it in: a path, or a name; may be given several times.")
  private List<String> interpreters = new ArrayList<>();

  @Option(
      names = {"--items", "--size"},
      paramLabel = "N",
      description = "How many; see below.")
  private @Nullable Long items;

  @Option(
      names = "--part",
      paramLabel = "PART",
      description = "Only this part; may be given several times.")
  private List<String> parts = new ArrayList<>();

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Write the charts as SVG. - for standard output.")
  private @Nullable String svg;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write all of it as a page (HTML). - for standard output.")
  private @Nullable String page;

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli fills the specification in
  private ExperimentRun(Experiment experiment, Screen screen) {
    this.experiment = experiment;
    this.screen = screen;
  }

  /// {@return the command that runs an experiment}
  static CommandLine command(Experiment experiment, Screen screen) {
    Story story = experiment.story();
    CommandLine line = new CommandLine(new ExperimentRun(experiment, screen));
    List<String> footer = new ArrayList<>();
    footer.add(
        String.format(
            Locale.ROOT, "Items: %s (default %,d).", story.itemsMeaning(), story.items()));
    footer.add("Interpreters: by default " + String.join(", ", story.interpreters()) + ".");
    if (!story.parts().isEmpty()) {
      footer.add("Parts: " + String.join(", ", story.parts()) + ".");
    }
    line.getCommandSpec()
        .name(story.name())
        .usageMessage()
        .description(story.summary(), "After: " + story.talk() + ".")
        .footer(footer.toArray(String[]::new));
    return line;
  }

  @Override
  public Integer call() throws IOException {
    Story story = experiment.story();
    long many = items == null ? story.items() : items;
    if (many < 1 || many > MOST_ITEMS) {
      throw wrong(String.format(Locale.ROOT, "--items is from 1 to %d", MOST_ITEMS));
    }
    for (String part : parts) {
      if (!story.parts().contains(part)) {
        throw wrong(
            "there is no part "
                + part
                + (story.parts().isEmpty()
                    ? ""
                    : "; there are " + String.join(", ", story.parts())));
      }
    }
    boolean pageToScreen = Output.STANDARD.equals(page);
    boolean svgToScreen = Output.STANDARD.equals(svg);
    if ((json ? 1 : 0) + (pageToScreen ? 1 : 0) + (svgToScreen ? 1 : 0) > 1) {
      throw wrong("only one of --json, --svg - and -o - can write to standard output");
    }
    try (Outputs outputs = new Outputs(open(page), open(svg))) {
      long since = System.nanoTime();
      ExperimentOutcome outcome =
          experiment.run(
              new Setting(
                  interpreters.isEmpty() ? story.interpreters() : List.copyOf(interpreters),
                  many,
                  parts.isEmpty() ? story.parts() : List.copyOf(parts)),
              this::progress);
      outcome
          .warnings()
          .forEach(warning ->
              screen.err().println("fathom: " + Escape.terminal(warning.message(), 1000)));
      if (outcome.isEmpty()) {
        return ExitCode.FAILED;
      }
      outputs.write(outcome);
      if (json) {
        ExperimentJson.write(outcome, System.nanoTime() - since, screen.out());
      } else if (!pageToScreen && !svgToScreen) {
        ExperimentReport.lines(outcome, screen.style(), screen.width())
            .forEach(screen.out()::println);
        screen.print(NextQuestions.afterLesson("experiment", names(), Optional.of(story.name())));
      }
      return outcome.warnings().isEmpty() ? ExitCode.FINE : ExitCode.PARTIAL;
    }
  }

  /// {@return the names of all}
  static List<String> names() {
    return Experiments.ALL.stream().map(each -> each.story().name()).toList();
  }

  private void progress(String what) {
    screen.err().println("fathom: running " + Escape.terminal(what) + " ...");
  }

  private @Nullable Output open(@Nullable String name) throws IOException {
    return name == null ? null : Output.ofText(name, screen);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /// The files that were asked for: opened before anything is run.
  private record Outputs(@Nullable Output page, @Nullable Output svg) implements AutoCloseable {
    void write(ExperimentOutcome outcome) throws IOException {
      if (page != null) {
        ExperimentPage.write(outcome, page.stream());
        page.finish();
      }
      if (svg != null) {
        ExperimentPage.writeSvg(outcome, svg.stream());
        svg.finish();
      }
    }

    @Override
    public void close() {
      if (page != null) {
        page.close();
      }
      if (svg != null) {
        svg.close();
      }
    }
  }
}
