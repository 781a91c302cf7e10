package dev.fathom.cli;

/// What Fathom returns to the shell.
final class ExitCode {
  /// The answer is complete.
  static final int FINE = 0;

  /// There is no answer; one line on stderr says why.
  static final int FAILED = 1;

  /// The command line was wrong.
  static final int USAGE = 2;

  /// There is an answer, but something is missing in it; the notes say what.
  static final int PARTIAL = 3;

  /// There is an answer, and the condition of `--fail-if` holds.
  static final int CONDITION = 4;

  private ExitCode() {}
}
