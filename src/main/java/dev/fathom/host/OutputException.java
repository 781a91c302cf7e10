package dev.fathom.host;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Something cannot be written. The message is the one line the user sees: what, and why not.
public final class OutputException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean directoryAbsent;

  /// @param name what the user called it
  /// @param reason in a few words
  public OutputException(String name, String reason) {
    this(name, reason, false);
  }

  OutputException(String name, int errno) {
    this(name, reason(errno), errno == Libc.ENOENT);
  }

  /// Says in one line what a call of the library's said.
  public OutputException(Path file, IOException failure) {
    this(file.toString(), reason(failure), failure instanceof NoSuchFileException);
  }

  private OutputException(String name, String reason, boolean directoryAbsent) {
    super("cannot write " + (name.isEmpty() ? "''" : name) + ": " + reason);
    this.directoryAbsent = directoryAbsent;
  }

  /// Whether the directory is not there, or not any more.
  public boolean isDirectoryAbsent() {
    return directoryAbsent;
  }

  private static String reason(int errno) {
    return switch (errno) {
      case Libc.ENOENT -> "there is no such directory";
      case Libc.EACCES, Libc.EPERM -> "not permitted";
      default -> Libc.message(errno);
    };
  }

  private static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException absent -> reason(Libc.ENOENT);
      case AccessDeniedException denied -> reason(Libc.EACCES);
      case FileSystemException told when told.getReason() != null -> told.getReason();
      default -> String.valueOf(failure.getMessage());
    };
  }
}
