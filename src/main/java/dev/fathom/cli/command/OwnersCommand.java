package dev.fathom.cli.command;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.Sharing;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.owners.OwnersAnswer;
import dev.fathom.ask.owners.OwnersQuestion;
import dev.fathom.ask.owners.ReachingOwner;
import dev.fathom.ask.returned.ForetoldOwner;
import dev.fathom.ask.returned.ReturnedAnswer;
import dev.fathom.ask.returned.ReturnedQuestion;
import dev.fathom.cli.option.FailIfOption;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.option.RowCount;
import dev.fathom.cli.option.SinceOptions;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.model.Findings;
import dev.fathom.report.JsonReport;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.object.GraphReport;
import dev.fathom.report.object.ReturnedReport;
import dev.fathom.report.table.KeepersTable;
import dev.fathom.report.table.OwnersTable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom owners PID`.
@Command(
    name = "owners",
    description = "Who holds the memory: the objects that keep the most alive, by name.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class OwnersCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private SubjectOptions target = new SubjectOptions();

  @Mixin private FailIfOption failIf = new FailIfOption();

  @Mixin private FormatOption format = new FormatOption();

  @Mixin private SinceOptions since = new SinceOptions();

  @Option(
      names = "--top",
      converter = RowCount.class,
      paramLabel = "N",
      description = "How many to list (default ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int top;

  @Option(
      names = "--of",
      paramLabel = "PATH|ADDRESS",
      description = "List what this one keeps: itself, and those that it dominates.",
      defaultValue = "")
  private String of = "";

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "With --of: how many levels to go down (default ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private int depth;

  @Option(
      names = "--nested",
      description =
          "List single objects, each with all that it keeps, though they lie within one another.")
  private boolean nested;

  @Option(
      names = "--if-dropped",
      paramLabel = "PATH|ADDRESS|TYPE[,…]",
      description =
          "Foretell what would go back to the kernel if these went, or all objects of these types;"
              + " may be given several times.")
  private List<String> dropped = List.of();

  @Option(
      names = "--returned",
      description =
          "Foretell for each row what would go back to the kernel if it went. Each row listed takes"
              + " as long as --if-dropped does.")
  private boolean returned;

  @Option(
      names = "--reached",
      description =
          "Tell for each row all that it leads to, and what of that others lead to as well.")
  private boolean reached;

  OwnersCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    format.check(target.json());
    OwnersQuestion question =
        new OwnersQuestion(of, Math.max(0, depth), top, nested, since.of(target.manner()));
    question.check();
    if (reached && (returned || !dropped.isEmpty())) {
      throw QuestionException.wrong(
          "--reached and what is foretold are two answers; ask for one of them");
    }
    if (!dropped.isEmpty()) {
      return foretell(question);
    }
    Analysis analysis = target.look(question.depth());
    OwnersAnswer answer = question.answer(analysis);
    Findings findings = answer.findings();
    if (reached && !findings.ownersHidden()) {
      reaching(analysis, answer);
      int code =
          target.end(findings, NextQuestions.afterOwners(answer, target.manner()), format, screen);
      return failIf.code(code, analysis, screen);
    }
    List<ForetoldOwner> listed =
        returned && !findings.ownersHidden()
            ? ForetoldOwner.of(analysis, answer.listed())
            : answer.listed().stream().map(ForetoldOwner::unasked).toList();
    if (format.isGiven()) {
      format.print(OwnersTable.of(returned), listed, screen);
    } else if (target.json()) {
      Optional<ReturnedAnswer> ifDropped = ifDropped(analysis);
      JsonReport.writeOwners(
          findings,
          OwnersTable.of(returned),
          listed,
          answer.rest(),
          ifDropped,
          target.wallNanos(),
          screen.out());
    } else if (findings.ownersHidden()) {
      GraphReport.withheld(findings, screen.width()).forEach(screen.out()::println);
    } else {
      print(answer, listed);
      ifDropped(analysis).stream()
          .flatMap(each -> ReturnedReport.sentence(each, screen.style(), screen.width()).stream())
          .forEach(screen.out()::println);
    }
    int code =
        target.end(findings, NextQuestions.afterOwners(answer, target.manner()), format, screen);
    return failIf.code(findings.ownersHidden() ? ExitCode.PARTIAL : code, analysis, screen);
  }

  private void reaching(Analysis analysis, OwnersAnswer answer) throws IOException {
    List<ReachingOwner> listed = ReachingOwner.of(analysis, answer.listed());
    if (format.isGiven()) {
      format.print(OwnersTable.WITH_REACHED, listed, screen);
    } else if (target.json()) {
      JsonReport.writeOwners(
          answer.findings(),
          OwnersTable.WITH_REACHED,
          listed,
          answer.rest(),
          ifDropped(analysis),
          target.wallNanos(),
          screen.out());
    } else {
      List<ReachingOwner> all =
          Stream.concat(listed.stream(), answer.rest().stream().map(ReachingOwner::unasked))
              .toList();
      GraphReport.reaching(all, answer.owners().bytes(), screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
  }

  private void print(OwnersAnswer answer, List<ForetoldOwner> listed) {
    GraphReport.owners(
            Stream.concat(listed.stream(), answer.rest().stream().map(ForetoldOwner::unasked))
                .toList(),
            returned,
            answer.owners().bytes(),
            Sharing.isExact(answer.findings()),
            screen.style(),
            screen.width())
        .forEach(screen.out()::println);
  }

  /// Of the one whose part is listed.
  private Optional<ReturnedAnswer> ifDropped(Analysis analysis) throws IOException {
    return of.isEmpty() ? Optional.empty() : ReturnedQuestion.beside(analysis, of);
  }

  private int foretell(OwnersQuestion listing) throws IOException {
    if (!of.isEmpty() || nested || returned || listing.since().isPresent()) {
      throw QuestionException.wrong(
          "--if-dropped has an answer of its own; leave out what lists owners");
    }
    ReturnedQuestion question = ReturnedQuestion.of(dropped);
    question.check();
    Analysis analysis = target.look(question.depth());
    ReturnedAnswer answer = question.answer(analysis);
    Findings findings = answer.findings();
    if (format.isGiven()) {
      format.print(KeepersTable.SPEC, answer.returned().keepers(), screen);
    } else if (target.json()) {
      ReturnedReport.write(answer, target.wallNanos(), screen.out());
    } else if (findings.ownersHidden()) {
      GraphReport.withheld(findings, screen.width()).forEach(screen.out()::println);
    } else {
      ReturnedReport.lines(answer, screen.style(), screen.width()).forEach(screen.out()::println);
    }
    int code =
        target.end(
            findings,
            NextQuestions.afterForetold(findings, target.manner(), dropped),
            format,
            screen);
    return failIf.code(findings.ownersHidden() ? ExitCode.PARTIAL : code, analysis, screen);
  }
}
