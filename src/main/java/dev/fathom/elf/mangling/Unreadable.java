package dev.fathom.elf.mangling;

/// A text is no mangled name, or too long a one.
final class Unreadable extends RuntimeException {
  private static final long serialVersionUID = 1;

  Unreadable() {
    super("no mangled name", null, false, false);
  }
}
