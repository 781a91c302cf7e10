package dev.fathom.cli;

import dev.fathom.findings.Findings;
import dev.fathom.findings.Survey;
import dev.fathom.os.Freeze;
import dev.fathom.os.ProcessAccessException;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What the commands that look at one process have in common: which, how, and how the answer is
/// printed.
final class LiveFindings {
  @Parameters(index = "0", paramLabel = "PID", description = "The process to look at.")
  private int process;

  @Option(
      names = "--freeze",
      paramLabel = "HOW",
      description =
          "How to hold it still while it is read: ${COMPLETION-CANDIDATES} (default ptrace).")
  private Freeze freeze = Freeze.PTRACE;

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  @Option(names = "--debug", description = "Show the stack trace of a failure.")
  private boolean debug;

  private long since;

  int process() {
    return process;
  }

  boolean json() {
    return json;
  }

  boolean debug() {
    return debug;
  }

  /// Looks at the process.
  Findings look() throws ProcessAccessException {
    since = System.nanoTime();
    try (Target target = LiveProcess.open(process, freeze)) {
      return Survey.of(target, Parts.allocators(), Parts.runtimes());
    }
  }

  /// {@return nanoseconds since the look began}
  long wallNanos() {
    return System.nanoTime() - since;
  }

  static int exitCode(Findings findings) {
    return findings.partial() ? ExitCode.PARTIAL : ExitCode.FINE;
  }
}
