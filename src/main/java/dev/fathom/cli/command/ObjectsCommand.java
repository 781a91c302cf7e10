package dev.fathom.cli.command;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.Sharing;
import dev.fathom.analysis.groups.Partition;
import dev.fathom.ask.objects.ObjectsAnswer;
import dev.fathom.ask.objects.ObjectsQuestion;
import dev.fathom.cli.option.FailIfOption;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.option.RowCount;
import dev.fathom.cli.option.SinceOptions;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.JsonReport;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.object.GraphReport;
import dev.fathom.report.table.GroupsTable;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom objects PID`.
@Command(
    name = "objects",
    description =
        "What objects there are: by type, module, size, owner, kind, or who refers to them and how.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ObjectsCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private SubjectOptions target = new SubjectOptions();

  @Mixin private FailIfOption failIf = new FailIfOption();

  @Mixin private FormatOption format = new FormatOption();

  @Mixin private SinceOptions since = new SinceOptions();

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      description = "What to group them by: ${COMPLETION-CANDIDATES} (default type).")
  private Partition.By by = Partition.By.TYPE;

  @Option(
      names = "--filter",
      paramLabel = "TEXT",
      description = "Count only objects whose type's name contains this.",
      defaultValue = "")
  private String filter = "";

  @Option(
      names = "--top",
      converter = RowCount.class,
      paramLabel = "N",
      description = "How many groups to list (default ${DEFAULT-VALUE}).",
      defaultValue = "25")
  private int top;

  ObjectsCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    format.check(target.json());
    ObjectsQuestion question = new ObjectsQuestion(by, filter, since.of(target.manner()));
    Analysis analysis = target.look(question.depth());
    ObjectsAnswer answer = question.answer(analysis);
    if (format.isGiven()) {
      format.print(GroupsTable.of(by), answer.rows(), screen);
    } else if (target.json()) {
      JsonReport.writeObjects(answer, target.wallNanos(), screen.out());
    } else {
      GraphReport.partition(
              answer, top, Sharing.isExact(answer.findings()), screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    return failIf.code(
        target.end(
            answer.findings(), NextQuestions.afterObjects(answer, target.manner()), format, screen),
        analysis,
        screen);
  }
}
