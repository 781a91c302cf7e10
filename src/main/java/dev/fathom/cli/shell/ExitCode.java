package dev.fathom.cli.shell;

/// What Fathom returns to the shell.
public final class ExitCode {
  /// The answer is complete.
  public static final int FINE = 0;

  /// There is no answer; one line on stderr says why.
  public static final int FAILED = 1;

  /// The command line was wrong.
  public static final int USAGE = 2;

  /// There is an answer, but something is missing in it; the notes say what.
  public static final int PARTIAL = 3;

  /// There is an answer, and the condition of `--fail-if` holds.
  public static final int CONDITION = 4;

  /// There is an answer: figures do not agree (`verify`), or something is missing (`link`).
  public static final int DISAGREES = 5;

  private ExitCode() {}
}
