package dev.fathom.cli.command;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.fragmentation.FragmentationAnswer;
import dev.fathom.ask.fragmentation.FragmentationQuestion;
import dev.fathom.cli.option.FailIfOption;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.option.RowCount;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.fragmentation.FragmentationJson;
import dev.fathom.report.fragmentation.FragmentationReport;
import dev.fathom.report.fragmentation.SizesReport;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.table.ArenasTable;
import dev.fathom.report.table.heap.ChunkSizesTable;
import dev.fathom.survey.look.Depth;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom fragmentation PID`.
@Command(
    name = "fragmentation",
    description = "What of the allocators' memory is free, trapped or trimmable, with a map.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class FragmentationCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private SubjectOptions target = new SubjectOptions();

  @Mixin private FormatOption format = new FormatOption();

  @Mixin private FailIfOption failIf = new FailIfOption();

  @Option(
      names = "--sizes",
      description =
          "Show live and free chunks by size instead, and the limits and counts that the allocator"
              + " keeps.")
  private boolean sizes;

  @Option(
      names = "--top",
      converter = RowCount.class,
      paramLabel = "N",
      description = "How many arenas, or sizes, to list (default ${DEFAULT-VALUE}).",
      defaultValue = "10")
  private int top;

  FragmentationCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    format.check(target.json());
    FragmentationQuestion question = new FragmentationQuestion();
    Analysis analysis = target.look(failIf.isGiven() ? Depth.ALL : question.depth());
    FragmentationAnswer answer = question.answer(analysis);
    if (format.isGiven()) {
      if (sizes) {
        format.print(ChunkSizesTable.SPEC, answer.fragmentation().sizes(), screen);
      } else {
        format.print(ArenasTable.SPEC, answer.fragmentation().arenas(), screen);
      }
    } else if (target.json()) {
      FragmentationJson.write(
          answer.findings(),
          answer.fragmentation(),
          answer.advice(),
          answer.conclusions(),
          target.wallNanos(),
          screen.out());
    } else if (sizes) {
      SizesReport.lines(
              answer.findings(), answer.fragmentation(), top, screen.style(), screen.width())
          .forEach(screen.out()::println);
    } else {
      FragmentationReport.lines(
              answer.findings(),
              answer.fragmentation(),
              answer.advice(),
              top,
              screen.style(),
              screen.width())
          .forEach(screen.out()::println);
    }
    return failIf.code(
        target.end(
            answer.findings(),
            NextQuestions.afterFragmentation(answer, target.manner()),
            format,
            screen),
        analysis,
        answer.conclusions(),
        screen);
  }
}
