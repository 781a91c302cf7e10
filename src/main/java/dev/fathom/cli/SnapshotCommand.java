package dev.fathom.cli;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.stored.StoredAnalysis;
import dev.fathom.model.Findings;
import dev.fathom.report.SnapshotReport;
import dev.fathom.snapshot.Snapshot;
import dev.fathom.survey.Survey;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fathom snapshot PID -o FILE`.
@Command(
    name = "snapshot",
    description =
        "Writes all that is found in a process to a file, which every command then takes.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class SnapshotCommand implements Callable<Integer> {
  private final Screen screen;

  @Spec private CommandSpec command;

  @Parameters(index = "0", paramLabel = "PID", description = "The process to look at.")
  private int process;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description =
          "The file to write; one of that name is replaced. Only you can read it. - for standard"
              + " output.")
  private String file = "";

  @Option(
      names = "--values",
      description =
          "Write the text of strings (up to 200 characters), and whole command lines, too.")
  private boolean values;

  @Mixin private FreezeOption freeze = new FreezeOption();

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli fills the specification in
  SnapshotCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    if (json && file.equals(Output.STANDARD)) {
      throw new ParameterException(
          command.commandLine(), "--json and -o - would both write to standard output");
    }
    try (Output output = Output.ofBytes(file, screen)) {
      return write(output);
    }
  }

  private int write(Output output) throws IOException {
    long since = System.nanoTime();
    Instant taken = Instant.now();
    Findings findings;
    try (Target target = LiveProcess.open(process, freeze.how())) {
      Survey.Wish wish = values ? Survey.Wish.VALUES : Survey.Wish.NAMES;
      findings = Survey.of(target, Parts.allocators(), Parts.runtimes(), wish);
    }
    // The target runs again: however long the disk takes, and if it is full, is not its concern.
    new Snapshot(findings, taken, values)
        .write(
            output.stream(), StoredAnalysis.VERSION, StoredAnalysis.tables(Analysis.of(findings)));
    long bytes = output.finish();
    if (json) {
      SnapshotReport.json(findings, Path.of(file), bytes, System.nanoTime() - since, screen.out());
    } else if (!output.waits()) {
      SnapshotReport.lines(findings, Path.of(file), bytes, screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    return LiveFindings.exitCode(findings);
  }
}
