package dev.fathom.model;

import java.util.List;
import java.util.Optional;

/// Who a target is.
///
/// @param kind what was looked at
/// @param process its process id
/// @param executable path as the process sees it
/// @param commandLine with its arguments, as the process may have rewritten it
/// @param itself whether Fathom looks at its own process
public record Identity(
    Kind kind, int process, String executable, List<String> commandLine, boolean itself) {
  /// What was looked at.
  public enum Kind {
    /// A live process.
    LIVE("live"),
    /// A live process that was written to a file, with what the kernel said of its pages.
    CAPTURE("capture"),
    /// A core file.
    CORE("core"),
    /// A process of the model machine.
    MODEL("model");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /// {@return what it is called in reports and files}
    public String id() {
      return id;
    }

    /// {@return the one of that [#id]}
    public static Optional<Kind> of(String id) {
      for (Kind kind : values()) {
        if (kind.id.equals(id)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /// {@return what the process is called}
  public ProgramName program() {
    return ProgramName.of(executable, commandLine);
  }

  /// {@return whether it is known which pages were in memory; else they are those that were dumped}
  public boolean tellsResidency() {
    return kind != Kind.CORE;
  }

  /// {@return what of its command line may be told}
  public ShownCommand shown() {
    ShownCommand shown = ShownCommand.of(executable, commandLine);
    return kind == Kind.CORE ? shown.ofBlanks() : shown;
  }
}
