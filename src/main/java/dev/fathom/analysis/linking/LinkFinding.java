package dev.fathom.analysis.linking;

import dev.fathom.analysis.finding.Severity;
import java.util.List;

/// Something that is amiss, or costs memory, in one sentence.
///
/// @param kind what it is
/// @param severity how much it matters
/// @param file the culprit
/// @param sentence that says it
/// @param help what would mend it; empty where that is not known
/// @param names symbols, versions or files that it is about, as they stand in the files
/// @param bytes of memory that it costs; 0 where it is not about memory
public record LinkFinding(
    Kind kind,
    Severity severity,
    String file,
    String sentence,
    String help,
    List<String> names,
    long bytes) {
  /// What is amiss.
  public enum Kind {
    MISSING_LIBRARY("missing-library"),
    MISSING_VERSION("missing-version"),
    UNDEFINED_SYMBOL("undefined-symbol"),
    WRONG_SONAME("wrong-soname"),
    OTHER_INTERPRETER("other-interpreter"),
    CYCLE("cycle"),
    TWO_VERSIONS("two-versions"),
    SAME_LIBRARY_TWICE("same-library-twice"),
    SAME_BUILD_TWICE("same-build-twice"),
    SYMBOL_TWICE("symbol-twice"),
    REPLACED_FILE("replaced-file"),
    TEXT_RELOCATIONS("text-relocations"),
    WRITABLE_CODE("writable-code"),
    PATCHED_CODE("patched-code"),
    EXECUTABLE_STACK("executable-stack"),
    RELOCATED_PAGES("relocated-pages"),
    HARDLY_RESIDENT("hardly-resident"),
    UNDEFINED_REFERENCE("undefined-reference"),
    MULTIPLE_DEFINITION("multiple-definition"),
    ARCHIVE_ORDER("archive-order"),
    NOT_POSITION_INDEPENDENT("not-position-independent");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /// {@return its name for programs; it does not change}
    public String id() {
      return id;
    }
  }

  public LinkFinding {
    names = List.copyOf(names);
  }

  /// {@return one that keeps a program from working}
  static LinkFinding failure(
      Kind kind, String file, String sentence, String help, List<String> names) {
    return new LinkFinding(kind, Severity.CRITICAL, file, sentence, help, names, 0);
  }

  /// {@return one that is worth knowing}
  static LinkFinding note(
      Kind kind, String file, String sentence, String help, List<String> names) {
    return new LinkFinding(kind, Severity.NOTE, file, sentence, help, names, 0);
  }

  /// {@return whether it keeps a program from working}
  public boolean isFailure() {
    return severity == Severity.CRITICAL;
  }
}
