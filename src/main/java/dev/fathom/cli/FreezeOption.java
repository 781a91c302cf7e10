package dev.fathom.cli;

import dev.fathom.os.Freeze;
import picocli.CommandLine.Option;

/// How processes are held still, for every command that reads one.
final class FreezeOption {
  @Option(
      names = "--freeze",
      paramLabel = "HOW",
      description =
          "How to hold a process still while it is read: ${COMPLETION-CANDIDATES} (default"
              + " ptrace).")
  private Freeze freeze = Freeze.PTRACE;

  Freeze how() {
    return freeze;
  }
}
