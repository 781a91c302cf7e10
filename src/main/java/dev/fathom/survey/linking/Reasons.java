package dev.fathom.survey.linking;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Why a file could not be read, in one line.
final class Reasons {
  private Reasons() {}

  static String of(Path file, IOException failure) {
    return switch (failure) {
      case NoSuchFileException gone -> file + ": no such file";
      case AccessDeniedException refused -> file + ": permission denied";
      default -> String.valueOf(failure.getMessage());
    };
  }
}
