package dev.fathom.cli.command;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Looks;
import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import dev.fathom.ask.diff.DiffAnswer;
import dev.fathom.ask.diff.DiffQuestion;
import dev.fathom.ask.workers.WorkersQuestion;
import dev.fathom.ask.workers.WrittenOwners;
import dev.fathom.cli.option.PauseOption;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.option.SysrootOption;
import dev.fathom.cli.shell.Output;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.UserBrowser;
import dev.fathom.cli.shell.Version;
import dev.fathom.model.Findings;
import dev.fathom.model.Pause;
import dev.fathom.model.family.Family;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.page.HtmlPage;
import dev.fathom.report.page.HtmlReport;
import dev.fathom.report.page.PageData;
import dev.fathom.survey.look.Depth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fathom html PID -o FILE`.
@Command(
    name = "html",
    description = "Draws all of it: one HTML file with a treemap, a map, tables and owners.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class HtmlCommand implements Callable<Integer> {
  private static final int MOST_DIFFERENT = 3;

  private final Screen screen;

  @Spec private CommandSpec command;

  private List<Subject> subjects = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Output file; overwritten if it exists (default fathom-PID.html, or the name of the file"
              + " that is asked with .html). - for standard output.")
  private String file = "";

  @Option(names = "--open", description = "Show it in the user's browser (xdg-open).")
  private boolean open;

  @Option(
      names = "--diff",
      description = "Show what grew between two, or of three what stayed: the earliest first.")
  private boolean diff;

  @Option(
      names = "--workers",
      description = "Show also what its descendants, or the processes named after it, share.")
  private boolean workers;

  @Mixin private PauseOption pause = new PauseOption();

  @Mixin private SysrootOption sysroot = new SysrootOption();

  @SuppressWarnings("NullAway.Init") // picocli fills the specification in
  HtmlCommand(Screen screen) {
    this.screen = screen;
  }

  @Parameters(
      arity = "1..*",
      paramLabel = "PID|FILE",
      description = "The process to look at, or a snapshot, capture or core file of one.")
  void subjects(List<String> texts) {
    subjects = SubjectOptions.parsed(texts, command);
  }

  @Override
  public Integer call() throws IOException {
    checkSubjects();
    if (file.isEmpty()) {
      file = SubjectOptions.fileName(subjects.getLast(), ".html");
    }
    if (open && file.equals(Output.STANDARD)) {
      throw wrong("--open shows a file; leave out -o -");
    }
    try (Output output = Output.ofText(file, screen)) {
      return write(output);
    }
  }

  private int write(Output output) throws IOException {
    long since = System.nanoTime();
    HtmlPage page = HtmlPage.load();
    PageData data = diff ? difference() : workers ? family() : single();
    page.write(data, System.nanoTime() - since, output.stream());
    long bytes = output.finish();
    if (!output.waits()) {
      HtmlReport.lines(data, Path.of(file), bytes, screen.style(), screen.width())
          .forEach(screen.out()::println);
      screen.print(NextQuestions.afterPage(data.findings(), manner()));
    }
    if (open) {
      new UserBrowser(screen).show(file);
    }
    return SubjectOptions.exitCode(data.findings());
  }

  private void checkSubjects() {
    if (diff && workers) {
      throw wrong("--diff and --workers are two different pages");
    }
    if (diff && (subjects.size() < 2 || subjects.size() > MOST_DIFFERENT)) {
      throw wrong("--diff takes two or three snapshots or processes");
    }
    if (workers && processes().size() < subjects.size()) {
      throw wrong("--workers takes process ids");
    }
    if (!diff && !workers && subjects.size() > 1) {
      throw wrong("one process or file at a time; several with --diff or --workers");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private List<Integer> processes() {
    return subjects.stream()
        .filter(Subject.Live.class::isInstance)
        .map(each -> ((Subject.Live) each).process())
        .toList();
  }

  private Manner manner() {
    return new Manner(pause.how(), sysroot.directory());
  }

  private PageData single() throws IOException {
    Analysis analysis = Looks.at(subjects.getFirst(), manner(), Depth.ALL);
    return PageData.of(analysis, Optional.empty(), Optional.empty());
  }

  private PageData difference() throws IOException {
    DiffAnswer answer = new DiffQuestion(subjects, manner()).answer();
    return PageData.of(
        answer.after(),
        Optional.empty(),
        Optional.of(new PageData.Change(answer.difference(), answer.before().findings())));
  }

  private PageData family() throws IOException {
    if (pause.how().tracking() != Pause.Tracking.NONE) {
      throw wrong("--pause=short is for a look at one process");
    }
    Family family = new WorkersQuestion(processes(), pause.how(), true, false).look();
    Findings known = family.findings().get(0);
    Analysis head =
        known == null ? Looks.at(subjects.getFirst(), manner(), Depth.ALL) : Analysis.of(known);
    return PageData.of(
        head,
        Optional.of(new PageData.Kin(family, WrittenOwners.of(family, head))),
        Optional.empty());
  }
}
