package dev.fathom.cli.exchange;

import dev.fathom.analysis.Analysis;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.Output;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.report.export.ExportReport;
import dev.fathom.report.export.WrittenExport;
import dev.fathom.report.next.Next;
import dev.fathom.survey.look.Depth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fathom export PID|FILE --to FORMAT`.
@Command(
    name = "export",
    description = "Writes what is found in a format of other programs, which draw and search it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class ExportCommand implements Callable<Integer> {
  private final Screen screen;

  @Spec private CommandSpec command;

  @Mixin private SubjectOptions target = new SubjectOptions();

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      required = true,
      description = "What to write: ${COMPLETION-CANDIDATES} (docs/export.md).")
  private ForeignFormat format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Output file (mode 0600); overwritten if it exists (default fathom-PID, or the name of the"
              + " file that is asked, with the ending of the format). - for standard output.")
  private String file = "";

  @Option(
      names = "--values",
      description =
          "Write numbers and the text of strings that the objects hold, where the format has room"
              + " for them.")
  private boolean values;

  @SuppressWarnings("NullAway.Init") // picocli fills the specification and the format in
  public ExportCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    if (target.json() && file.equals(Output.STANDARD)) {
      throw new ParameterException(
          command.commandLine(), "--json and -o - would both write to standard output");
    }
    if (file.isEmpty()) {
      file = SubjectOptions.fileName(target.subject(), format.suffix());
    }
    try (Output output =
        format.isText() ? Output.ofText(file, screen) : Output.ofBytes(file, screen)) {
      return write(output);
    }
  }

  private int write(Output output) throws IOException {
    Analysis analysis = values ? target.lookWithValues() : target.look(Depth.ALL);
    Exported exported = format.writer().write(analysis, new ExportOptions(values), output.stream());
    long bytes = output.finish();
    WrittenExport written =
        new WrittenExport(
            analysis.findings(),
            format.toString(),
            Path.of(file),
            bytes,
            exported,
            format.readers());
    if (target.json()) {
      ExportReport.json(written, target.wallNanos(), screen.out());
    } else if (!output.waits()) {
      ExportReport.lines(written, screen.style(), screen.width()).forEach(screen.out()::println);
      return target.end(
          analysis.findings(), Next.of(analysis.findings(), target.manner()).ask("owners"), screen);
    }
    return SubjectOptions.exitCode(analysis.findings());
  }
}
