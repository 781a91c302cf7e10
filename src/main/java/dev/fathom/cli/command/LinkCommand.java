package dev.fathom.cli.command;

import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import dev.fathom.ask.linking.BuildLine;
import dev.fathom.ask.linking.BuildsQuestion;
import dev.fathom.ask.linking.FileAnswer;
import dev.fathom.ask.linking.FilesAnswer;
import dev.fathom.ask.linking.FilesQuestion;
import dev.fathom.ask.linking.LinkLineAnswer;
import dev.fathom.ask.linking.LinkLineQuestion;
import dev.fathom.ask.linking.LinkSubjects;
import dev.fathom.ask.linking.ProcessAnswer;
import dev.fathom.ask.linking.ProcessQuestion;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.option.RowCount;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Output;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.linking.BuildsReport;
import dev.fathom.report.linking.FilesReport;
import dev.fathom.report.linking.LinkJson;
import dev.fathom.report.linking.LinkPage;
import dev.fathom.report.linking.ModulesReport;
import dev.fathom.report.linking.ObjectsReport;
import dev.fathom.report.linking.ProcessReport;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.table.linking.BuildsTable;
import dev.fathom.report.table.linking.LibrariesTable;
import dev.fathom.report.table.linking.ModulesTable;
import dev.fathom.report.table.linking.ObjectsTable;
import dev.fathom.view.Escape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom link FILE…|PID`.
@Command(
    name = "link",
    description =
        "What a program, library or process is linked with, who resolves whom, and what that costs.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class LinkCommand implements Callable<Integer> {
  private static final int LONGEST_MESSAGE = 1000;

  private final Screen screen;

  @Parameters(
      paramLabel = "FILE|PID",
      arity = "1..*",
      description =
          "Programs, libraries, or directories of them; object files and archives, in the order in"
              + " which they would be linked; or a process.")
  private List<String> words = List.of();

  @Option(
      names = "--host",
      paramLabel = "PROGRAM",
      description =
          "The program that loads the libraries (default: of extensions the interpreter beside"
              + " them).")
  private @Nullable Path host;

  @Option(
      names = "--library-path",
      paramLabel = "DIRS",
      description = "Look there first (default: LD_LIBRARY_PATH).")
  private @Nullable String libraryPath;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "The file system that the files are of, such as a container's.")
  private Path root = Path.of("/");

  @Option(
      names = "--shared",
      description = "Object files and archives: a library is made of them, and no program.")
  private boolean library;

  @Option(
      names = "--processes",
      paramLabel = "N",
      description =
          "Builds of a program, such as a static and a dynamic one: what one more process of each"
              + " costs, and N of them.")
  private @Nullable Integer processes;

  @Option(
      names = "--top",
      converter = RowCount.class,
      paramLabel = "N",
      description =
          "How many files of a process, or object files, to list (default ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int top;

  @Option(
      names = "--load-order",
      description = "List the files of a process as they were loaded, not by what was written.")
  private boolean loadOrder;

  @Option(
      names = "--modules",
      description =
          "Of a process: the modules that its interpreter includes: compiled in, frozen, and files.")
  private boolean modules;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Write what is linked in a process, or what one file needs, as a page (HTML) with a picture."
              + " - for standard output.")
  private @Nullable String output;

  @Mixin private FormatOption format = new FormatOption();

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  LinkCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    format.check(json);
    if (output != null && (json || format.isGiven())) {
      throw QuestionException.wrong("-o, --json and --format are different forms; take one");
    }
    long since = System.nanoTime();
    if (words.size() == 1 && !Subject.isFile(words.getFirst())) {
      return process(Subject.process(words.getFirst()), since);
    }
    if (modules) {
      throw QuestionException.wrong("--modules takes a process");
    }
    List<Path> files = LinkSubjects.files(words);
    if (output != null && (processes != null || LinkLineQuestion.isAbout(files))) {
      throw QuestionException.wrong("-o takes one program, one library or one process");
    }
    if (processes != null) {
      return builds(files, processes, since);
    }
    return LinkLineQuestion.isAbout(files) ? objects(files, since) : files(files, since);
  }

  private int objects(List<Path> files, long since) throws QuestionException {
    LinkLineAnswer answer = new LinkLineQuestion(files, root, library).answer();
    if (format.isGiven()) {
      format.print(ObjectsTable.SPEC, answer.lines(), screen);
    } else if (json) {
      LinkJson.write(answer, System.nanoTime() - since, screen.out());
    } else {
      ObjectsReport.lines(answer, library, top, screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    return answer.hasFailures() ? ExitCode.DISAGREES : ExitCode.FINE;
  }

  private int process(int process, long since) throws IOException {
    ProcessAnswer answer = new ProcessQuestion(process).answer();
    if (output != null) {
      page(stream -> LinkPage.write(answer, stream));
    } else if (format.isGiven() && modules) {
      format.print(ModulesTable.SPEC, answer.modules(), screen);
    } else if (format.isGiven()) {
      format.print(LibrariesTable.SPEC, answer.libraries(), screen);
    } else if (json) {
      LinkJson.write(answer, System.nanoTime() - since, screen.out());
    } else if (modules) {
      ModulesReport.lines(answer, top, screen.style(), screen.width())
          .forEach(screen.out()::println);
      screen.print(NextQuestions.afterLinked(process, false, true));
    } else {
      ProcessReport.lines(answer, top, loadOrder, screen.style(), screen.width())
          .forEach(screen.out()::println);
      screen.print(NextQuestions.afterLinked(process, true, !answer.modules().isEmpty()));
    }
    return ExitCode.FINE;
  }

  private int builds(List<Path> files, int many, long since) throws QuestionException {
    if (many < 1) {
      throw QuestionException.wrong("--processes takes a number from 1 on");
    }
    List<BuildLine> builds = new BuildsQuestion(files, root, searched(), many).answer();
    if (format.isGiven()) {
      format.print(BuildsTable.SPEC, builds, screen);
    } else if (json) {
      LinkJson.write(builds, many, System.nanoTime() - since, screen.out());
    } else {
      BuildsReport.lines(builds, screen.style(), screen.width()).forEach(screen.out()::println);
    }
    return ExitCode.FINE;
  }

  /// Whatever writes an answer.
  private interface Writing {
    void to(OutputStream stream) throws IOException;
  }

  private void page(Writing writing) throws IOException {
    try (Output page = Output.ofText(String.valueOf(output), screen)) {
      writing.to(page.stream());
      page.finish();
    }
  }

  private String searched() {
    return libraryPath != null
        ? libraryPath
        : Optional.ofNullable(System.getenv("LD_LIBRARY_PATH")).orElse("");
  }

  private int files(List<Path> files, long since) throws IOException {
    FilesAnswer answer =
        new FilesQuestion(files, root, searched(), Optional.ofNullable(host)).answer();
    answer
        .warnings()
        .forEach(warning ->
            screen.err().println("fathom: " + Escape.terminal(warning.message(), LONGEST_MESSAGE)));
    if (output != null && answer.files().size() == 1) {
      page(stream -> LinkPage.write(answer.files().getFirst(), stream));
    } else if (output != null) {
      throw QuestionException.wrong("-o takes one program, one library or one process");
    } else if (format.isGiven()) {
      format.print(
          LibrariesTable.SPEC,
          answer.files().stream().map(FileAnswer::libraries).flatMap(List::stream).toList(),
          screen);
    } else if (json) {
      LinkJson.write(answer, System.nanoTime() - since, screen.out());
    } else {
      FilesReport.lines(answer, screen.style(), screen.width()).forEach(screen.out()::println);
      screen.print(NextQuestions.afterFiles(answer));
    }
    return answer.hasFailures()
        ? ExitCode.DISAGREES
        : answer.warnings().isEmpty() ? ExitCode.FINE : ExitCode.PARTIAL;
  }
}
