package dev.fathom.cli;

import dev.fathom.ask.Manner;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import dev.fathom.ask.verify.VerifyAnswer;
import dev.fathom.ask.verify.VerifyQuestion;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.OwnProgram;
import dev.fathom.cli.shell.Screen;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.report.VerifyReport;
import dev.fathom.report.next.NextQuestions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// `fathom --self-test`: whether looks work on this machine, for this user. Starts a shell, and a
/// Python where there is one, and holds what a look finds in each against what the kernel and the
/// allocators say.
final class SelfTest {
  /// `read` waits until there is no more input.
  private static final List<String> SHELL = List.of("sh", "-c", "echo ready $$; read line");

  private static final String PYTHON = "python3";
  private static final String PROGRAM =
      "import os, sys; kept = [str(each) for each in range(20000)];"
          + " print('ready', os.getpid(), flush=True); sys.stdin.read()";

  private final Screen screen;

  SelfTest(Screen screen) {
    this.screen = screen;
  }

  /// Prints what agrees.
  ///
  /// @return the exit code
  int run() throws IOException {
    int code = verify("sh", SHELL);
    Optional<Path> python = OwnProgram.find(PYTHON);
    if (python.isEmpty()) {
      screen.out().println(PYTHON + ": not installed, so no objects were looked at.");
    } else {
      code = Math.max(code, verify(PYTHON, List.of(python.get().toString(), "-c", PROGRAM)));
    }
    if (code == ExitCode.FINE) {
      screen.print(NextQuestions.afterDemo());
    }
    return code;
  }

  private int verify(String name, List<String> command) throws IOException {
    try (OwnProgram program = started(name, command)) {
      VerifyAnswer answer =
          new VerifyQuestion(new Subject.Live(program.pid()), Manner.of(Pause.of(Freeze.PTRACE)))
              .answer();
      screen.out().print(name + ": ");
      VerifyReport.verdict(answer, screen.style(), screen.width()).forEach(screen.out()::println);
      return answer.disagreeing() > 0 ? ExitCode.DISAGREES : ExitCode.FINE;
    } catch (ProcessAccessException refused) {
      throw new ProcessAccessException(refused.getMessage() + "; fathom doctor says what helps");
    }
  }

  private static OwnProgram started(String name, List<String> command) throws QuestionException {
    try {
      return OwnProgram.start(command);
    } catch (IOException failure) {
      throw QuestionException.absent(
          name
              + " could not be started to look at it; fathom verify PID checks a process of yours");
    }
  }
}
