package dev.fathom.cli.command;

import dev.fathom.analysis.neighbourhood.Neighbourhood;
import dev.fathom.ask.Again;
import dev.fathom.ask.graph.GraphAnswer;
import dev.fathom.ask.graph.GraphQuestion;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.Output;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.neighbourhood.NeighbourhoodJson;
import dev.fathom.report.neighbourhood.NeighbourhoodReport;
import dev.fathom.report.neighbourhood.NeighbourhoodSvg;
import dev.fathom.report.next.NextQuestions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fathom graph PID ADDRESS|PATH|TYPE`.
@Command(
    name = "graph",
    description =
        "Draws what surrounds an object: what refers to it, what it refers to, names, counts and"
            + " arrows.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class GraphCommand implements Callable<Integer> {
  private final Screen screen;

  @Spec private CommandSpec command;

  @Mixin private SubjectOptions target = new SubjectOptions();

  @Parameters(
      index = "1",
      paramLabel = "ADDRESS|PATH|TYPE",
      description =
          "0x… of an object (or its id()), a path as owners prints it, or the name of a type, of"
              + " which a typical object is drawn.")
  private String wanted = "";

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "How many steps to either side, 1 to 10 (default ${DEFAULT-VALUE}).",
      defaultValue = "" + Neighbourhood.USUAL_STEPS)
  private int depth;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "How many objects are drawn at most, 1 to 200 (default ${DEFAULT-VALUE}).",
      defaultValue = "" + Neighbourhood.USUAL_NODES)
  private int nodes;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Write the drawing as SVG. - for standard output.")
  private @Nullable String svg;

  @Option(
      names = "--values",
      description = "Show numbers and the text of strings that the objects hold.")
  private boolean values;

  @SuppressWarnings("NullAway.Init") // picocli fills the specification in
  GraphCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    check("--depth", depth, Neighbourhood.MOST_STEPS);
    check("--nodes", nodes, Neighbourhood.MOST_NODES);
    boolean svgToScreen = Output.STANDARD.equals(svg);
    if (svgToScreen && target.json()) {
      throw wrong("only one of --json and --svg - can write to standard output");
    }
    if (svg == null) {
      GraphAnswer answer = target.ask(question());
      show(answer, false);
      return target.end(
          answer.findings(),
          NextQuestions.afterGraph(answer.findings(), target.manner(), wanted),
          screen);
    }
    try (Output output = Output.ofText(svg, screen)) {
      GraphAnswer answer = target.ask(question());
      output.stream().write(NeighbourhoodSvg.of(answer).getBytes(StandardCharsets.UTF_8));
      output.finish();
      show(answer, svgToScreen);
      return svgToScreen
          ? SubjectOptions.exitCode(answer.findings())
          : target.end(
              answer.findings(),
              NextQuestions.afterGraph(answer.findings(), target.manner(), wanted),
              screen);
    }
  }

  private GraphQuestion question() {
    Again again = new Again(target.subject(), target.manner());
    return new GraphQuestion(wanted, depth, nodes, Optional.of(again), values);
  }

  private void show(GraphAnswer answer, boolean shown) {
    if (target.json()) {
      NeighbourhoodJson.write(answer, target.wallNanos(), screen.out());
    } else if (!shown) {
      NeighbourhoodReport.lines(answer, screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
  }

  private void check(String option, int given, int most) {
    if (given < 1 || given > most) {
      throw wrong(option + " is from 1 to " + most);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
