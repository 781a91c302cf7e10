package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.Evidence;
import java.util.List;

/// One conclusion of a look.
///
/// @param kind what is concluded
/// @param severity how much it matters
/// @param bytes how much memory it is about; 0 where that is not known; of a difference it may be
///   negative
/// @param share of the Rss, 0 to 1; negative where the bytes are
/// @param evidence how far it can be trusted
/// @param subjects what it is about, as it is called: owners, types, runtimes; of the target's
///   choosing, and not escaped yet
/// @param sentence that says it; parts are of the target's choosing, and not escaped yet
/// @param next the command that tells more, without the subject: `fragmentation`; may be empty
public record Finding(
    FindingKind kind,
    Severity severity,
    long bytes,
    double share,
    Evidence evidence,
    List<String> subjects,
    String sentence,
    String next) {
  /// More of a name is left out of a sentence.
  private static final int LONGEST_NAME = 120;

  private static final int BEGINNING = 50;

  public Finding {
    subjects = List.copyOf(subjects);
  }

  /// {@return a finding of so many bytes of all those that are resident}
  public static Finding of(
      FindingKind kind, long bytes, long rss, Evidence evidence, String sentence) {
    double share = rss <= 0 ? 0 : (double) bytes / rss;
    return new Finding(kind, kind.severity(share), bytes, share, evidence, List.of(), sentence, "");
  }

  /// {@return the same about somebody}
  public Finding about(List<String> names) {
    return new Finding(kind, severity, bytes, share, evidence, names, sentence, next);
  }

  /// {@return the same with a command that tells more}
  public Finding next(String command) {
    return new Finding(kind, severity, bytes, share, evidence, subjects, sentence, command);
  }

  /// {@return the same, mattering as much}
  Finding as(Severity other) {
    return new Finding(kind, other, bytes, share, evidence, subjects, sentence, next);
  }

  /// {@return a name that fits into a sentence: of a long one, as of a path through many objects,
  /// where it begins and where it ends}
  static String name(String text) {
    int length = text.codePointCount(0, text.length());
    return length <= LONGEST_NAME
        ? text
        : text.substring(0, text.offsetByCodePoints(0, BEGINNING))
            + "…"
            + text.substring(text.offsetByCodePoints(0, length - (LONGEST_NAME - BEGINNING)));
  }
}
