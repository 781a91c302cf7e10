package dev.fathom.model;

import java.util.Optional;

/// How a target was held still while it was read.
public enum HoldMethod {
  /// Every thread was attached to.
  PTRACE("ptrace"),
  /// It was stopped by SIGSTOP.
  SIGNAL("signal"),
  /// Not at all: it ran on.
  NONE("none"),
  /// Not at all: it waited for its core to be read.
  DUMP("dump"),
  /// A core file stands still.
  CORE("core"),
  /// So does a capture.
  CAPTURE("capture"),
  /// And a process of the model machine.
  MODEL("model");

  private final String id;

  HoldMethod(String id) {
    this.id = id;
  }

  /// {@return what it is called in reports and files}
  public String id() {
    return id;
  }

  /// {@return the one of that [#id]}
  public static Optional<HoldMethod> of(String id) {
    for (HoldMethod method : values()) {
      if (method.id.equals(id)) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }
}
