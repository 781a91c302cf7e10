package dev.fathom.ask.linking;

import dev.fathom.model.Warning;
import java.util.List;

/// What is to be said of several files.
///
/// @param files that could be read
/// @param warnings of the others, one each
public record FilesAnswer(List<FileAnswer> files, List<Warning> warnings) {
  public FilesAnswer {
    files = List.copyOf(files);
    warnings = List.copyOf(warnings);
  }

  /// {@return whether something keeps one of them from working}
  public boolean hasFailures() {
    return files.stream()
        .flatMap(each -> each.findings().stream())
        .anyMatch(finding -> finding.isFailure());
  }
}
