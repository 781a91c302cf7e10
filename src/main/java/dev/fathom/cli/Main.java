package dev.fathom.cli;

import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import dev.fathom.ask.condition.ConditionException;
import dev.fathom.ask.last.Keeping;
import dev.fathom.ask.last.KeptLooks;
import dev.fathom.cli.command.Commands;
import dev.fathom.cli.follow.PortException;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Pager;
import dev.fathom.cli.shell.Screen;
import dev.fathom.host.OutputException;
import dev.fathom.host.Terminal;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Progress;
import dev.fathom.snapshot.SnapshotException;
import dev.fathom.survey.look.NamedProcesses;
import dev.fathom.view.Escape;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;

/// Where the program starts.
public final class Main {
  /// Some name the paths of files.
  private static final int LONGEST_MESSAGE = 5000;

  /// Has a process of its own to look at, which may write to the same terminal.
  private static final String WATCH = "watch";

  /// Commands of which the target ends with them, or that go on until they are interrupted.
  private static final Set<String> OWN_TARGETS =
      Set.of("demo", "experiment", "lab", "serve", WATCH);

  private static final String SELF_TEST = "--self-test";

  private Main() {}

  public static void main(String[] arguments) {
    StandardOutput standard = new StandardOutput(FileDescriptor.out);
    PrintStream out = utf8(standard);
    OutputStream error = new StandardOutput(FileDescriptor.err);
    String command = Arrays.stream(arguments).findFirst().orElse("");
    ProgressLine waiting =
        command.equals(WATCH) ? ProgressLine.none(error) : ProgressLine.on(error);
    Keeping keeping =
        new Keeping(() -> OWN_TARGETS.contains(command) ? Optional.empty() : placeOfLooks());
    PrintStream err = waiting.beside();
    AnswerOutput answer = new AnswerOutput(out, waiting);
    PrintStream printed = utf8(answer);
    int code =
        ScopedValue.where(Progress.HEARD, waiting.progress())
            .where(Keeping.WANTED, keeping)
            .call(() -> run(arguments, answer, new Screen(printed, err)));
    Optional<Pager> pager = show(answer, printed, code);
    out.flush();
    Optional<String> loss = standard.loss();
    if (loss.isPresent()) {
      err.println("fathom: cannot write to standard output: " + loss.get());
      code = code == ExitCode.FINE || code == ExitCode.PARTIAL ? ExitCode.FAILED : code;
    }
    if (keeping.hasLook()) {
      if (pager.isEmpty()) {
        waiting.progress().begin(Progress.Stage.KEEPING);
      }
      keeping.write();
    }
    waiting.end();
    pager.ifPresent(each -> each.await(out));
    err.flush();
    System.exit(code);
  }

  /// Shows an answer, by the user's pager if it is long.
  private static Optional<Pager> show(AnswerOutput answer, PrintStream printed, int code) {
    if (code != ExitCode.FAILED && code != ExitCode.USAGE && Terminal.isOutput()) {
      byte[] whole = answer.take();
      Optional<Pager> pager = Pager.show(whole, System.getenv());
      if (pager.isPresent()) {
        return pager;
      }
      printed.write(whole, 0, whole.length);
    }
    printed.flush();
    return Optional.empty();
  }

  /// A look that was made on a terminal will be asked again.
  private static Optional<KeptLooks> placeOfLooks() {
    boolean unwanted = "no".equals(System.getenv("FATHOM_LAST"));
    return unwanted || !Terminal.isOutput() ? Optional.empty() : KeptLooks.ofUser();
  }

  /// Runs one command and returns its [ExitCode].
  public static int run(String[] arguments, PrintStream out, PrintStream err) {
    AnswerOutput answer = new AnswerOutput(out, ProgressLine.none(OutputStream.nullOutputStream()));
    PrintStream printed = utf8(answer);
    int code = run(arguments, answer, new Screen(printed, err));
    printed.flush();
    return code;
  }

  private static int run(String[] arguments, AnswerOutput answer, Screen screen) {
    PrintStream err = screen.err();
    FathomCommand fathom = new FathomCommand(screen);
    CommandLine line = new CommandLine(fathom);
    if (arguments.length > 1 && isHelp(arguments[0]) && !Commands.isName(arguments[1])) {
      err.println(
          "fathom: '"
              + Escape.terminal(arguments[1])
              + "' is not a command. See 'fathom help' for those there are");
      return ExitCode.USAGE;
    }
    String[] named = withDefaultCommand(asOption(arguments));
    Commands.named(named.length == 0 ? "" : named[0], screen).forEach(line::addSubcommand);
    String[] words;
    try {
      words = settled(named, line, screen);
    } catch (QuestionException none) {
      return explain(none, false, err);
    }
    line.setOut(new PrintWriter(unflushed(screen.out()), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    if (Arrays.stream(words).anyMatch(word -> word.equals("--help") || word.equals("-h"))) {
      Examples.addTo(line);
    }
    line.setExecutionStrategy(parsed -> {
      fathom.settle();
      return new CommandLine.RunLast().execute(parsed);
    });
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((failure, failed, parsed) -> {
      answer.withdraw();
      return explain(failure, fathom.debug(), err);
    });
    line.setParameterExceptionHandler((wrong, ignored) -> {
      err.println("fathom: " + Escape.terminal(WrongUse.message(wrong, words), LONGEST_MESSAGE));
      if (wrong.getCause() instanceof ConditionException condition) {
        condition.place().forEach(shown -> err.println("  " + shown));
      }
      return ExitCode.USAGE;
    });
    try {
      return line.execute(words);
    } catch (OutOfMemoryError exhausted) {
      // By now everything is closed that was opened on the way: no target is held any more.
      answer.withdraw();
      return tell(exhausted, err);
    }
  }

  /// {@return the words with the process in its place, if an option says which}
  private static String[] settled(String[] words, CommandLine line, Screen screen)
      throws QuestionException {
    CommandLine command = words.length == 0 ? null : line.getSubcommands().get(words[0]);
    if (command == null) {
      return words;
    }
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    ProcessChoice choice = ProcessChoice.on(screen, input);
    return new TargetWords(command.getCommandSpec(), choice).settled(words);
  }

  private static boolean isHelp(String word) {
    return word.equals("help");
  }

  /// `fathom help objects` is `fathom objects --help`.
  private static String[] asOption(String[] arguments) {
    if (arguments.length == 0 || !isHelp(arguments[0])) {
      return arguments;
    }
    String[] words = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
    words[words.length - 1] = "--help";
    return words;
  }

  /// `fathom 4711` is `fathom report 4711`, and so it is with a file, and with a name.
  private static String[] withDefaultCommand(String[] arguments) {
    boolean bare =
        Arrays.stream(arguments)
            .findFirst()
            .filter(first -> !Commands.isName(first))
            .filter(first ->
                isBareArgument(first)
                    || TargetWords.isFirst(arguments)
                    || Subject.isFile(first)
                    || isProcess(first))
            .filter(first -> Arrays.stream(arguments).noneMatch(SELF_TEST::equals))
            .isPresent();
    if (!bare) {
      return arguments;
    }
    String[] full = new String[arguments.length + 1];
    full[0] = "report";
    System.arraycopy(arguments, 0, full, 1, arguments.length);
    return full;
  }

  /// Whether processes are called so: `fathom nginx`.
  private static boolean isProcess(String first) {
    return !first.startsWith("-") && !NamedProcesses.called(first).isEmpty();
  }

  private static boolean isBareArgument(String first) {
    boolean number = !first.isEmpty() && first.chars().allMatch(c -> c >= '0' && c <= '9');
    boolean option =
        first.startsWith("--") && !first.startsWith("--help") && !first.startsWith("--version");
    return number || option;
  }

  /// What is wrong with a file can show when it is read in the midst of the work, on any thread.
  private static Throwable cause(Exception thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof SnapshotException
          || at instanceof OutputException
          || at instanceof OutOfMemoryError) {
        return at;
      }
    }
    return thrown;
  }

  private static int explain(Exception thrown, boolean debug, PrintStream err) {
    Throwable failure = cause(thrown);
    if (failure instanceof OutOfMemoryError exhausted) {
      return tell(exhausted, err);
    }
    boolean expected =
        failure instanceof ProcessAccessException
            || failure instanceof SnapshotException
            || failure instanceof OutputException
            || failure instanceof PortException
            || failure instanceof QuestionException;
    if (expected) {
      err.println(
          "fathom: " + Escape.terminal(String.valueOf(failure.getMessage()), LONGEST_MESSAGE));
      if (debug) {
        failure.printStackTrace(err);
      }
      return failure instanceof QuestionException question && !question.isAbsent()
          ? ExitCode.USAGE
          : ExitCode.FAILED;
    }
    // A bug of ours: its trace is what a report of it needs.
    err.println("fathom: internal error: " + failure);
    failure.printStackTrace(err);
    return ExitCode.FAILED;
  }

  private static int tell(OutOfMemoryError exhausted, PrintStream err) {
    err.println("fathom: " + HeapAdvice.of(exhausted, Runtime.getRuntime().maxMemory()));
    return ExitCode.FAILED;
  }

  /// What picocli prints is a part of an answer like any other, though it flushes each line.
  private static OutputStream unflushed(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void flush() {}
    };
  }

  private static PrintStream utf8(OutputStream out) {
    return new PrintStream(out, false, StandardCharsets.UTF_8);
  }
}
