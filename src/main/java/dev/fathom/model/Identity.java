package dev.fathom.model;

import java.util.List;

/// Who a target is.
///
/// @param kind `live`, `core`…
/// @param process its process id
/// @param executable path as the process sees it
/// @param commandLine with its arguments, as the process may have rewritten it
/// @param itself whether Fathom looks at its own process
public record Identity(
    String kind, int process, String executable, List<String> commandLine, boolean itself) {
  /// The kind of a live process.
  public static final String LIVE = "live";

  /// The kind of a live process that was written to a file, with what the kernel said of its pages.
  public static final String CAPTURE = "capture";

  /// The kind of a core file.
  public static final String CORE = "core";

  /// {@return what the process is called}
  public ProgramName program() {
    return ProgramName.of(executable, commandLine);
  }

  /// {@return whether it is known which pages were in memory; else they are those that were dumped}
  public boolean tellsResidency() {
    return !kind.equals(CORE);
  }

  /// {@return what of its command line may be told}
  public ShownCommand shown() {
    ShownCommand shown = ShownCommand.of(executable, commandLine);
    return kind.equals(CORE) ? shown.ofBlanks() : shown;
  }
}
